namespace Automation.Ingestion.Storage;

/// <summary>
/// The log's lock: an advisory lock of PostgreSQL, held to the end of the transaction. Whoever appends holds it
/// alone, over all replicas; it is granted in the order of asking and leaves nothing to clean up.
/// </summary>
static class LogLock
{
    // "log" in ASCII; the database is ingestion's alone.
    public const string Key = "7106407";

    public const string Exclusive = $"SELECT pg_advisory_xact_lock({Key})";

    /// <summary>Waits for the append in flight.</summary>
    public const string Shared = $"SELECT pg_advisory_xact_lock_shared({Key})";
}
