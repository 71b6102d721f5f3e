using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>Counts once a day (UTC) who is in the segments of each shop as of the day's beginning, also of days on which nothing ran.</summary>
sealed class SegmentDays(
    SegmentDayTable table,
    IOptions<SegmentationOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<SegmentDays> logger) : BackgroundService
{
    // What was logged before midnight is folded by then.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    // So long ago is made up for at most.
    const int MaxDays = 30;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.CountInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await CountAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                SegmentationLog.NotCounted(logger, exception);
            }
        }
    }

    async Task CountAsync(CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime((shopTime.GetUtcNow() - s_patience).UtcDateTime);
        foreach (var (shopId, first) in await table.ReadDueAsync(today, today.AddDays(-MaxDays), cancellationToken))
        {
            for (var day = first; day <= today; day = day.AddDays(1))
                await table.CountAsync(shopId, day, cancellationToken);
        }
    }
}
