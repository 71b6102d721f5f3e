namespace Automation.Segmentation.Telemetry;

/// <summary>Everything that segmentation logs.</summary>
static partial class SegmentationLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Redis takes no copies of profiles; readers ask this service until it does again.")]
    public static partial void CacheAbsent(ILogger logger, Exception exception);

    [LoggerMessage(2001, LogLevel.Warning, "Shoppers could not be filled in for a new version of a segment; it is tried again.")]
    public static partial void NotFilled(ILogger logger, Exception exception);

    [LoggerMessage(2002, LogLevel.Warning, "That time windows have run out could not be put into the log; it is tried again.")]
    public static partial void WindowsNotTold(ILogger logger, Exception exception);

    [LoggerMessage(2003, LogLevel.Warning, "An import could not go on; it is tried again.")]
    public static partial void NotImported(ILogger logger, Exception exception);

    [LoggerMessage(2010, LogLevel.Warning, "The customers of a shop could not be compared; scores stay as they are until it is tried again.")]
    public static partial void NotCompared(ILogger logger, Exception exception);

    [LoggerMessage(2011, LogLevel.Warning, "The members of segments could not be counted for a day; it is tried again.")]
    public static partial void NotCounted(ILogger logger, Exception exception);
}
