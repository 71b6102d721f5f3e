using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Progress;

namespace Automation.ChannelDelivery.Telemetry;

/// <summary>Counts what is due for the gauge, which must not ask the database itself.</summary>
sealed class QueueDepthProbe(
    IOpenWork open,
    DeliveryMetrics metrics,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<QueueDepthProbe> logger) : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    metrics.QueueDepth((await open.MeasureAsync(shopClock.GetUtcNow(), stoppingToken)).OpenCount);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    ChannelDeliveryLog.QueueNotCounted(logger, exception);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }
}
