namespace Automation.ServiceDefaults.Database;

/// <summary>The pools of a service's database. An <see cref="Npgsql.NpgsqlDataSource"/> without a key is that of the RPCs.</summary>
public static class DatabasePools
{
    /// <summary>Key of the pool for what goes on by itself: followers, sends, outboxes, and what other services' followers read. However many call, it has connections.</summary>
    public const string Work = "work";

    internal const int CallConnections = 30;
    internal const int WorkConnections = 20;
}
