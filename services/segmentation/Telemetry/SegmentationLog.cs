namespace Automation.Segmentation.Telemetry;

/// <summary>Everything that segmentation logs.</summary>
static partial class SegmentationLog
{
    [LoggerMessage(2000, LogLevel.Warning, "Redis takes no copies of profiles; readers ask this service until it does again.")]
    public static partial void CacheAbsent(ILogger logger, Exception exception);
}
