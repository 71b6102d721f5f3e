using Automation.EventLog.Following;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Storage;

/// <summary>Forgets which records had no effect once nobody reads them again.</summary>
sealed partial class NoEffectPruning(
    NoEffectTable table,
    IOptions<SegmentationOptions> options,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<NoEffectPruning> logger) : BackgroundService
{
    // Small enough that one statement takes well under a second.
    const int Portion = 10_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PruneInterval, shopClock);
        do
        {
            try
            {
                await PruneAsync(stoppingToken);
            }
            // Whatever it is, the next time may do better, and nothing else is to end for it.
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                NotPruned(logger, exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    async Task PruneAsync(CancellationToken cancellationToken)
    {
        var before = shopClock.GetUtcNow() - options.Value.NoEffectRetention;
        for (var partition = 0; partition < Partitions.Count; partition++)
        {
            while (await table.PruneAsync(partition, before, Portion, cancellationToken) == Portion)
            {
                // More of the partition is as old.
            }
        }
    }

    [LoggerMessage(2001, LogLevel.Warning, "Old marks of records without effect were not forgotten; trying again the next time.")]
    static partial void NotPruned(ILogger logger, Exception exception);
}
