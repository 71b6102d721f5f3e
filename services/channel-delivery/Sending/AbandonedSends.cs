using Automation.ChannelDelivery.Telemetry;
using Automation.ChannelDelivery.Channels;

namespace Automation.ChannelDelivery.Sending;

/// <summary>
/// Ends what a worker left in the middle of a send: the process was killed, or stood still for longer than its lease.
/// The last byte may have been written, so the outcome is unclear.
/// </summary>
sealed class AbandonedSends(
    IMessageClaims claims, MessageStages stages, TimeProvider time, ILogger<AbandonedSends> logger) : BackgroundService
{
    const int BatchSize = 100;
    static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(PollInterval, time);
        try
        {
            do
            {
                try
                {
                    await EndAbandonedAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    ChannelDeliveryLog.AbandonedNotLookedFor(logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    async Task EndAbandonedAsync(CancellationToken cancellationToken)
    {
        List<Message> abandoned;
        do
        {
            abandoned = await claims.ClaimAbandonedAsync(BatchSize, cancellationToken);
            foreach (var message in abandoned)
                await stages.FinishAsync(message, new SendResult.Unclear("the worker vanished during the send"), message.Position, null);
        }
        while (abandoned.Count == BatchSize);
    }
}
