namespace Automation.Ingestion.Telemetry;

/// <summary>Everything that ingestion logs.</summary>
static partial class IngestionLog
{
    [LoggerMessage(1000, LogLevel.Error, "{Count} events were not appended; their senders are told to send them again.")]
    public static partial void NotAppended(ILogger logger, Exception exception, int count);

    [LoggerMessage(1001, LogLevel.Error, "A call's {Count} events cannot be appended; that call fails.")]
    public static partial void NotAppendable(ILogger logger, Exception exception, int count);

    [LoggerMessage(1002, LogLevel.Error, "A group of {Count} calls was not appended; trying them one by one.")]
    public static partial void AppendingOneByOne(ILogger logger, Exception exception, int count);

    [LoggerMessage(1005, LogLevel.Error, "A derived event of shop {ShopId} has depth {Depth} and was refused: events seem to cause each other in a circle.")]
    public static partial void DerivedTooDeep(ILogger logger, string shopId, int depth);

    [LoggerMessage(1006, LogLevel.Warning, "A replica stood still in the middle of an append; its session was ended, and with it the append.")]
    public static partial void FrozenAppendEnded(ILogger logger);

    [LoggerMessage(1007, LogLevel.Error, "The event log is not the one that was appended to before, by a failover, a restore or lost rows: its numbers go on in era {Era} as incarnation {Incarnation}. Its followers stop until an operator adopts it: docs/operations.md.")]
    public static partial void EraBegan(ILogger logger, long era, string incarnation);
}
