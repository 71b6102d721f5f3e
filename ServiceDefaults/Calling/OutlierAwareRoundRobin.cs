using System.Collections.Concurrent;
using Grpc.Net.Client.Balancer;
using Microsoft.Extensions.Logging;

namespace Automation.ServiceDefaults.Calling;

/// <summary>
/// Round robin over the replicas that answer. A frozen process still takes connections, so one that let a call wait
/// in vain is left alone for a while, and then tried with a single call.
/// </summary>
sealed class OutlierAwareRoundRobin(IChannelControlHelper controller, ILoggerFactory loggers, TimeProvider time)
    : SubchannelsLoadBalancer(controller, loggers)
{
    public const string Name = "outlier_aware_round_robin";

    // As long as a frozen process keeps what it owns, twice over; a healthy one in its cooldown costs nobody anything.
    static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(10);

    // Who gives a call up sooner than this says nothing about the replica.
    static readonly TimeSpan InVain = TimeSpan.FromSeconds(1);

    // By address: connections come and go.
    readonly ConcurrentDictionary<string, long> _cooldownUntil = new();
    int _next;

    protected override SubchannelPicker CreatePicker(IReadOnlyList<Subchannel> readySubchannels) => new Picker(this, [.. readySubchannels]);

    Subchannel Choose(Subchannel[] ready)
    {
        var first = (uint)Interlocked.Increment(ref _next);
        var now = time.GetTimestamp();
        for (var step = 0u; step < ready.Length; step++)
        {
            var candidate = ready[(first + step) % ready.Length];
            var key = KeyOf(candidate);
            if (!_cooldownUntil.TryGetValue(key, out var until))
                return candidate;
            // Whoever moves the end of the cooldown is the one who tries.
            if (until <= now && _cooldownUntil.TryUpdate(key, now + Ticks(Cooldown), until))
                return candidate;
        }
        // All are in their cooldown: then none of them is worse than another.
        return ready[first % ready.Length];
    }

    void Completed(string key, long began, Exception? error)
    {
        if (error is null)
            _cooldownUntil.TryRemove(key, out _);
        else if (error is not OperationCanceledException || time.GetElapsedTime(began) >= InVain)
            _cooldownUntil[key] = time.GetTimestamp() + Ticks(Cooldown);
    }

    long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    static string KeyOf(Subchannel subchannel) => subchannel.CurrentAddress?.ToString() ?? "";

    sealed class Picker(OutlierAwareRoundRobin round, Subchannel[] ready) : SubchannelPicker
    {
        public override PickResult Pick(PickContext context)
        {
            var chosen = round.Choose(ready);
            return PickResult.ForSubchannel(chosen, new Call(round, KeyOf(chosen)));
        }
    }

    sealed class Call(OutlierAwareRoundRobin round, string key) : ISubchannelCallTracker
    {
        long _began;

        public void Start() => _began = round.Now;

        public void Complete(CompletionContext context) => round.Completed(key, _began, context.Error);
    }

    long Now => time.GetTimestamp();
}

/// <summary>Makes it known to channels.</summary>
sealed class OutlierAwareRoundRobinFactory(TimeProvider time) : LoadBalancerFactory
{
    public override string Name => OutlierAwareRoundRobin.Name;

    public override LoadBalancer Create(LoadBalancerOptions options) =>
        new OutlierAwareRoundRobin(options.Controller, options.LoggerFactory, time);
}
