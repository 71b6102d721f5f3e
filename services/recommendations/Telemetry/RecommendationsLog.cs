namespace Automation.Recommendations.Telemetry;

/// <summary>Everything that the service logs.</summary>
static partial class RecommendationsLog
{
    [LoggerMessage(4000, LogLevel.Warning, "New interactions could not be read; models answer by what they know, and it is tried again.")]
    public static partial void NotRefreshed(ILogger logger, Exception exception);
}
