using Automation.Profiles.Customers;
using Automation.Segmentation.Storage;
using Automation.Segmentation.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Compares the customers of each shop once a day (UTC), from the stored profiles, and has it put into the log. One shop after the
/// other; a shop without customers is asked again.
/// </summary>
sealed class CohortDays(
    CohortDayTable table,
    IOptions<SegmentationOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime,
    ILogger<CohortDays> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not in the rush of a start.
        await Task.Delay(options.Value.CohortDelay, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await CompareAsync(stoppingToken);
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                SegmentationLog.NotCompared(logger, exception);
            }
            await Task.Delay(options.Value.CohortInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    async Task CompareAsync(CancellationToken cancellationToken)
    {
        var now = shopTime.GetUtcNow();
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        foreach (var shopId in await table.ReadDueAsync(day, cancellationToken))
        {
            try
            {
                await CompareAsync(shopId, now, day, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The shops behind it have nothing to do with it.
                SegmentationLog.NotCompared(logger, exception);
            }
        }
    }

    async Task CompareAsync(string shopId, DateTimeOffset now, DateOnly day, CancellationToken cancellationToken)
    {
        var comparison = new CohortComparison(now);
        await foreach (var state in table.ReadProfilesAsync(shopId, cancellationToken))
            comparison.Survey(state);
        await foreach (var state in table.ReadProfilesAsync(shopId, cancellationToken))
            comparison.Add(state);
        await table.TellAsync(shopId, day, comparison.Compute(), cancellationToken);
    }
}
