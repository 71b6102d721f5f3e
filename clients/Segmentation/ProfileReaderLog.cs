using Microsoft.Extensions.Logging;

namespace Automation.Clients.Segmentation;

/// <summary>Everything that readers of profiles log.</summary>
static partial class ProfileReaderLog
{
    [LoggerMessage(160, LogLevel.Warning, "Redis gave no profiles; segmentation is asked instead.")]
    public static partial void CacheAbsent(ILogger logger, Exception exception);
}
