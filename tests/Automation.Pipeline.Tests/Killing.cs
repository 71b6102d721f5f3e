using Automation.ChannelDelivery.V1;
using Automation.Samples.Player.Playing;
using Automation.Samples.Player.Shop;
using Automation.Testing;

namespace Automation.Pipeline.Tests;

/// <summary>
/// Kills every service once (-9) while there is work in flight, and starts it again: the engine and delivery while a
/// reminder is on its way from a timer to the mail server, the others while events are.
/// </summary>
sealed class Killing : IProgress<PlayState>
{
    // A timer without a message is over by then; the next one is tried.
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    readonly Suite _suite;
    readonly Random _random;
    readonly Queue<(string Service, double AtShare)> _plan;
    Task _last = Task.CompletedTask;

    public Killing(Suite suite, int seed)
    {
        _suite = suite;
        _random = new Random(seed);
        string[] services = [.. SuitePlan.AllServices];
        _random.Shuffle(services);
        _plan = new(services.Select((service, i) => (service, (i + _random.NextDouble()) * 0.8 / services.Length)));
    }

    /// <summary>What was killed, in order.</summary>
    public List<string> Killed { get; } = [];

    public void Report(PlayState value)
    {
        // One at a time: the next is killed only when the one before is back.
        if (!_last.IsCompleted)
            return;
        _last.GetAwaiter().GetResult();
        if (!_plan.TryPeek(out var next) || value.SentInstants < next.AtShare * value.AllInstants)
            return;
        var carriesMessages = next.Service is "workflow-engine" or "channel-delivery";
        if (!carriesMessages)
            _last = KillAsync(next.Service);
        else if (value.IsTimerDue)
            _last = Task.Run(() => KillWithMessageAsync(next.Service));
    }

    /// <summary>Returns when the last one is back.</summary>
    public Task EndAsync() => _last;

    async Task KillWithMessageAsync(string service)
    {
        using var timeout = new CancellationTokenSource(s_timeout);
        while (!await IsMessageOnItsWayAsync())
        {
            if (timeout.IsCancellationRequested)
                return;
        }
        // From its storing to the end of its sending a message takes some tens of milliseconds.
        await Task.Delay(TimeSpan.FromMilliseconds(_random.NextDouble() * 30));
        await KillAsync(service);
    }

    async Task KillAsync(string service)
    {
        _plan.Dequeue();
        Killed.Add(service);
        await Task.Run(() => _suite[service].RestartAsync());
    }

    async Task<bool> IsMessageOnItsWayAsync()
    {
        var deliveries = new DeliveryService.DeliveryServiceClient(_suite.AsService("channel-delivery", SampleShop.ShopId));
        foreach (var state in new[] { DeliveryState.Pending, DeliveryState.Sending })
        {
            var page = await deliveries.ListMessagesAsync(new ListMessagesRequest { State = state, PageSize = 1 });
            if (page.Messages.Count > 0)
                return true;
        }
        return false;
    }
}
