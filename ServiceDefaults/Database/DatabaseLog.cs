using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Database;

/// <summary>Everything that is logged about a database.</summary>
static partial class DatabaseLog
{
    [LoggerMessage(110, LogLevel.Warning, "The database is not ready for migration, attempt {Attempt} of 60.")]
    public static partial void MigrationWaits(ILogger logger, Exception? exception, int attempt);

    [LoggerMessage(111, LogLevel.Information, "{Count} rows of {Table} older than {Before} were forgotten.")]
    public static partial void Pruned(ILogger logger, int count, string table, DateTimeOffset before);

    [LoggerMessage(112, LogLevel.Warning, "Old rows of {Table} were not forgotten; trying again the next time.")]
    public static partial void NotPruned(ILogger logger, Exception exception, string table);

    [LoggerMessage(113, LogLevel.Error, "Wrong time: {Complaint}. See docs/operations.md, A clock is ahead.")]
    public static partial void ClockAhead(ILogger logger, string complaint);

    [LoggerMessage(114, LogLevel.Information, "The clocks of this machine and of the database agree again.")]
    public static partial void ClockRight(ILogger logger);

    [LoggerMessage(115, LogLevel.Warning, "This machine's clock could not be compared with the database's; trying again.")]
    public static partial void ClockNotCompared(ILogger logger, Exception exception);
}
