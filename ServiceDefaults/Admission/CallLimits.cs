using System.Diagnostics.Metrics;
using System.Threading.RateLimiting;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Microsoft.Extensions.Options;

namespace Automation.ServiceDefaults.Admission;

/// <summary>Keeps one shop from taking what all share: its calls under way and its calls a second, in this process.</summary>
public sealed class CallLimits : IDisposable
{
    static readonly TimeSpan s_replenishment = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    readonly PartitionedRateLimiter<string> _concurrency;
    readonly PartitionedRateLimiter<string> _rate;
    readonly Counter<long> _refused;

    public CallLimits(IOptions<CallLimitOptions> options, IMeterFactory meters)
    {
        // Nobody queues here: who is refused is told when to come back, and holds nothing meanwhile.
        var (concurrent, perSecond) = (options.Value.Concurrent, options.Value.PerSecond);
        _concurrency = PartitionedRateLimiter.Create<string, string>(shop => RateLimitPartition.GetConcurrencyLimiter(
            shop, _ => new ConcurrencyLimiterOptions { PermitLimit = concurrent, QueueLimit = 0 }));
        _rate = PartitionedRateLimiter.Create<string, string>(shop => RateLimitPartition.GetTokenBucketLimiter(
            shop, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 2 * perSecond, TokensPerPeriod = perSecond / 10, ReplenishmentPeriod = s_replenishment, QueueLimit = 0,
            }));
        _refused = meters.Create("Automation.Calls").CreateCounter<long>(
            "automation.calls.refused", "{call}", "Calls of shops that were refused before they were read, by reason: too many at once, too many a second.");
    }

    /// <summary>Lets a call in; dispose the answer when it is over.</summary>
    /// <exception cref="Fault">OVERLOADED, with the time to wait.</exception>
    public IDisposable? Enter(Caller caller)
    {
        if (caller.IsService || caller.ShopId is not { } shop)
            return null;
        using (var rate = _rate.AttemptAcquire(shop))
        {
            if (!rate.IsAcquired)
                throw Refuse("rate", "Too many calls in a second", rate.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : s_pause);
        }
        var lease = _concurrency.AttemptAcquire(shop);
        if (lease.IsAcquired)
            return lease;
        lease.Dispose();
        throw Refuse("concurrency", "Too many calls at the same time", s_pause);
    }

    public void Dispose()
    {
        _concurrency.Dispose();
        _rate.Dispose();
    }

    Fault Refuse(string reason, string what, TimeSpan wait)
    {
        _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        return new Fault(FaultReasons.Overloaded, $"{what} with keys of this shop; wait as long as RetryInfo says, send batches instead of single events, and fewer at once.")
        {
            RetryDelay = wait,
        };
    }
}
