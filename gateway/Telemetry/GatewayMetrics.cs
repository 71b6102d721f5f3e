using System.Diagnostics.Metrics;

namespace Automation.Gateway.Telemetry;

/// <summary>The gateway's own instruments; what the framework and the proxy measure is not repeated.</summary>
sealed class GatewayMetrics : IDisposable
{
    readonly Meter _meter;
    readonly Histogram<double> _restDuration;
    readonly Counter<long> _refused;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("Automation.Gateway");
        _restDuration = _meter.CreateHistogram(
            "automation.gateway.rest.duration", "s", "Time of a REST call from its first byte to its answer.",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
            });
        _refused = _meter.CreateCounter<long>(
            "automation.gateway.refused", "{call}", "Calls that were refused for their credential, by reason.");
    }

    /// <summary>A REST call was answered.</summary>
    public void Answered(string rpc, int status, TimeSpan duration)
    {
        if (_restDuration.Enabled)
        {
            _restDuration.Record(
                duration.TotalSeconds,
                new KeyValuePair<string, object?>("rpc.method", rpc),
                new KeyValuePair<string, object?>("http.response.status_code", status));
        }
    }

    /// <summary>A call was not let in.</summary>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}
