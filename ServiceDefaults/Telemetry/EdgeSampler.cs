using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Automation.ServiceDefaults.Telemetry;

/// <summary>
/// Begins traces only where a call comes in, at the configured ratio. What background loops do on their own (polls,
/// flushes, heartbeats) is never a trace; what belongs to a traced event carries that event's context.
/// </summary>
sealed class EdgeSampler(double ratio) : Sampler
{
    readonly Sampler _ratio = new TraceIdRatioBasedSampler(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind is ActivityKind.Server && !IsProbe(samplingParameters.Tags)
            ? _ratio.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);

    // Somebody looks every few seconds whether the service lives; that is no trace either.
    static bool IsProbe(IEnumerable<KeyValuePair<string, object?>>? tags) =>
        tags?.Any(tag => tag.Key == "url.path" && tag.Value is "/health" or "/alive" or "/grpc.health.v1.Health/Check") == true;
}
