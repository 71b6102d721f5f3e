using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;

namespace Automation.ServiceDefaults.Tests.Telemetry;

/// <summary>The spans that a host would export.</summary>
/// <remarks>Sources are the process's, and other tests have hosts too: ask for the spans of one trace.</remarks>
sealed class SpanLog : BaseProcessor<Activity>
{
    readonly ConcurrentQueue<Activity> _ended = new();

    public override void OnEnd(Activity data)
    {
        if (data.Recorded)
            _ended.Enqueue(data);
    }

    public List<Activity> Of(ActivityTraceId trace) => [.. _ended.Where(span => span.TraceId == trace)];

    /// <summary>Of requests to one port.</summary>
    public List<Activity> OfServer(int port) =>
        [.. _ended.Where(span => span.Kind is ActivityKind.Server && span.GetTagItem("server.port") is int its && its == port)];

    /// <summary>The server span of a trace, as soon as it has ended.</summary>
    public async Task<Activity> ServerSpanAsync(ActivityTraceId trace)
    {
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(10))
        {
            if (Of(trace).Find(span => span.Kind is ActivityKind.Server) is { } span)
                return span;
        }
        throw new TimeoutException($"No server span of {trace} has ended.");
    }
}
