using System.Globalization;
using System.Text;
using Automation.Benchmarks.Measuring;

namespace Automation.Benchmarks.Chain;

/// <summary>What a stretch cost: CPU, memory, events per transaction, messages on the bus.</summary>
sealed class ChainReport(ChainStack stack)
{
    readonly ProcessMeter _meter = new(stack.Suite);
    Dictionary<Series, Total> _before = [];
    Dictionary<Series, Total> _after = [];
    Usage _usage = new(new Dictionary<string, TimeSpan>());
    Dictionary<string, long> _memory = [];

    public void Begin()
    {
        _before = stack.Telemetry.Snapshot();
        _meter.Begin();
    }

    /// <summary>What was used.</summary>
    public Usage End()
    {
        _usage = _meter.End();
        _memory = _meter.Memory();
        _after = stack.Telemetry.Snapshot();
        return _usage;
    }

    public string Text(Stretch stretch)
    {
        var seconds = stretch.Length.TotalSeconds;
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"chain: {stretch.EventsPerSecond:N0} events/s for {seconds:0} s, ack p50 {stretch.Acks.Percentile(0.5)} p99 {stretch.Acks.Percentile(0.99)} ms");
        text.AppendLine("CPU in µs per event").AppendLine(_usage.PerEvent(stretch.Events));
        text.AppendLine(CultureInfo.InvariantCulture, $"CPU in all: {_usage.Cpu.Values.Sum(cpu => cpu.TotalSeconds) / seconds:0.00} cores");
        text.AppendLine("resident MB, shared pages once");
        foreach (var (name, bytes) in _memory.OrderByDescending(pair => pair.Value))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-32} {bytes / 1e6,8:0}");
        text.AppendLine("records per transaction, transactions per second");
        foreach (var (series, delta) in Deltas("automation.follower.batch.records"))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {series.Tags,-32} {delta.Sum / delta.Count,8:0.0} {delta.Count / seconds,8:0.0}");
        text.AppendLine("mean transaction in ms");
        foreach (var (series, delta) in Deltas("automation.follower.batch.duration"))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {series.Tags,-32} {1000 * delta.Sum / delta.Count,8:0.0}");
        text.AppendLine("read from the producer, records per second");
        foreach (var (series, delta) in Deltas("automation.follower.read.records"))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {series.Tags,-32} {delta.Sum / seconds,8:0.0}");
        text.AppendLine("bus messages sent per second");
        foreach (var (series, delta) in Deltas("messaging.masstransit.send"))
            text.AppendLine(CultureInfo.InvariantCulture, $"  {series.Service,-32} {delta.Sum / seconds,8:0.0}");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"traces with a mail: {stack.Telemetry.TracesSeen.Sent}, whole from the gateway's call on: {stack.Telemetry.TracesSeen.Whole}");
        return text.ToString();
    }

    IEnumerable<(Series Series, Total Delta)> Deltas(string instrument)
    {
        foreach (var (series, after) in _after.Where(pair => pair.Key.Instrument == instrument).OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            var before = _before.GetValueOrDefault(series);
            if (after.Count > before.Count || after.Sum > before.Sum)
                yield return (series, new Total(after.Sum - before.Sum, after.Count - before.Count));
        }
    }
}
