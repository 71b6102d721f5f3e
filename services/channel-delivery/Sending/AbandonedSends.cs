using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Storage;

namespace Automation.ChannelDelivery.Sending;

/// <summary>
/// Ends what a worker left in the middle of a send: the process was killed, or stood still for longer than its lease.
/// The last byte may have been written, so the outcome is unclear.
/// </summary>
sealed partial class LostSends(
    MessageClaims claims, MessageStages stages, TimeProvider time, ILogger<LostSends> logger) : BackgroundService
{
    const int BatchSize = 100;
    static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        try
        {
            do
            {
                try
                {
                    await EndLostAsync(stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    Troubled(logger, exception);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    async Task EndLostAsync(CancellationToken cancellationToken)
    {
        List<Message> lost;
        do
        {
            lost = await claims.ClaimLostAsync(BatchSize, cancellationToken);
            foreach (var message in lost)
                await stages.FinishAsync(message, new SendResult.Unclear("the worker vanished during the send"), message.Position, null);
        }
        while (lost.Count == BatchSize);
    }

    [LoggerMessage(5031, LogLevel.Error, "Lost sends could not be looked for; trying again in a second.")]
    static partial void Troubled(ILogger logger, Exception exception);
}
