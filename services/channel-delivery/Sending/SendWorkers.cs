using Automation.ChannelDelivery.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Database;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Sending;

/// <summary>
/// The competing workers of this process. Each claims some due messages, brings them to an end or back, and looks for
/// more. On shutdown what is at the provider is finished and the rest is given back.
/// </summary>
sealed class SendWorkers(
    IMessageClaims claims,
    SendBatch batch,
    WorkSignal work,
    IOptions<SendingOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<SendWorkers> logger) : BackgroundService
{
    // A database that is away for a moment must not be hammered.
    static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(1);

    // One idle worker looks for all; what it finds sends it away, and the next one looks at once whether there is more.
    readonly SemaphoreSlim _lookout = new(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, options.Value.Workers).Select(_ => Task.Run(() => WorkAsync(stoppingToken), CancellationToken.None)));

    async Task WorkAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await RunAsync(await ClaimAsync(stopping), stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                ChannelDeliveryLog.WorkerInterrupted(logger, exception);
                await Task.Delay(FailurePause, time, CancellationToken.None);
            }
        }
    }

    async Task<List<Message>> ClaimAsync(CancellationToken stopping)
    {
        await _lookout.WaitAsync(stopping);
        try
        {
            while (true)
            {
                var messages = await claims.ClaimDueAsync(shopClock.GetUtcNow(), options.Value.BatchSize, stopping);
                if (messages.Count > 0)
                    return messages;
                await work.WaitAsync(options.Value.PollInterval, stopping);
            }
        }
        finally
        {
            _lookout.Release();
        }
    }

    async Task RunAsync(List<Message> messages, CancellationToken stopping)
    {
        try
        {
            await batch.RunAsync(messages, stopping);
        }
        catch (Exception exception) when (IsDefect(exception, stopping) && messages.Count > 1)
        {
            // One of them is what fails: the others must not wait for it. Whose send has begun is not touched.
            ChannelDeliveryLog.TakingOneByOne(logger, exception, messages.Count);
            var own = await claims.RenewAsync(messages[0].ClaimToken, [.. messages.Select(message => message.MessageId)], stopping);
            foreach (var message in messages.Where(message => own.Contains(message.MessageId)))
                await RunAsync([message], stopping);
        }
        catch (Exception exception) when (IsDefect(exception, stopping))
        {
            ChannelDeliveryLog.DefectMet(logger, exception, messages[0].ShopId, messages[0].MessageId);
            await claims.SetAsideAsync(messages[0], time.GetUtcNow() + options.Value.MaxRetryDelay, CancellationToken.None);
        }
        catch
        {
            // Those that came to an end are not touched; the others need not wait for their lease.
            await claims.ReturnAsync(messages, CancellationToken.None);
            throw;
        }
    }

    static bool IsDefect(Exception exception, CancellationToken stopping) =>
        !stopping.IsCancellationRequested && !DatabaseUnavailability.Is(exception);
}
