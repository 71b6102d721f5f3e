namespace Automation.Recommendations.Telemetry;

/// <summary>Everything that the service logs.</summary>
static partial class RecommendationsLog
{
    [LoggerMessage(4000, LogLevel.Warning, "New interactions could not be read; models answer by what they know, and it is tried again.")]
    public static partial void NotRefreshed(ILogger logger, Exception exception);

    [LoggerMessage(4001, LogLevel.Error, "Shop {ShopId} lowered more than {Share:P0} of its prices within a day: nothing of wave {WaveId} is told to shoppers until somebody calls PriceWaveService.ReleaseHeldWave. See docs/interest.md.")]
    public static partial void WaveHeld(ILogger logger, string shopId, string waveId, double share);
}
