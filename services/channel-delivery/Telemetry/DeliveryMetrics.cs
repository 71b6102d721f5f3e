using System.Diagnostics;
using System.Diagnostics.Metrics;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Clocks;

namespace Automation.ChannelDelivery.Telemetry;

/// <summary>The service's instruments.</summary>
sealed class DeliveryMetrics
{
    readonly Counter<long> _settled;
    readonly Counter<long> _postponed;
    readonly Histogram<double> _latency;
    readonly TimeProvider _shopClock;
    long _queueDepth;

    public DeliveryMetrics(IMeterFactory meters, [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
    {
        _shopClock = shopClock;
        var meter = meters.Create("Automation.ChannelDelivery");
        _settled = meter.CreateCounter<long>(
            "automation.delivery.messages.settled", "{message}", "Messages that met their end, by channel, outcome and reason.");
        _postponed = meter.CreateCounter<long>(
            "automation.delivery.messages.postponed", "{message}", "Messages put back for later, by channel and reason.");
        _latency = meter.CreateHistogram(
            "automation.delivery.send.latency", "s", "From the run's decision to the provider's answer, on the shop clock.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 600, 3600, 43200] });
        meter.CreateObservableGauge(
            "automation.delivery.queue.depth", () => Interlocked.Read(ref _queueDepth), "{message}", "Messages due and not sent yet.");
    }

    public void Settled(Channel channel, string outcome, string reason) => _settled.Add(1, new TagList
    {
        { "channel", Name(channel) }, { "outcome", outcome }, { "reason", reason },
    });

    /// <param name="channel">What it was sent on.</param>
    /// <param name="decideTime">Shop clock: when the run asked for it.</param>
    public void Sent(Channel channel, DateTimeOffset decideTime) => _latency.Record(
        (_shopClock.GetUtcNow() - decideTime).TotalSeconds, new KeyValuePair<string, object?>("channel", Name(channel)));

    public void Postponed(Channel channel, string reason) =>
        _postponed.Add(1, new TagList { { "channel", Name(channel) }, { "reason", reason } });

    public void QueueDepth(long depth) => Interlocked.Exchange(ref _queueDepth, depth);

    static string Name(Channel channel) => channel.ToString().ToLowerInvariant();
}
