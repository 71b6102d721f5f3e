using System.Diagnostics;
using Automation.Testing;

namespace Automation.Gateway.Tests;

/// <summary>What of one caller's trace has arrived at a service, as the service's request log tells it.</summary>
/// <remarks>The service prints one line for the beginning and one for the end of each request, with the trace's id.</remarks>
sealed class Arrivals
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(60);

    /// <summary>For <see cref="SuitePlan.Environment"/>: every service prints its requests.</summary>
    public static readonly IReadOnlyDictionary<string, string> RequestLog = new Dictionary<string, string>
    {
        ["Logging__LogLevel__Microsoft.AspNetCore.Hosting.Diagnostics"] = "Information",
        ["Logging__Console__FormatterOptions__IncludeScopes"] = "true",
        ["Logging__Console__FormatterOptions__SingleLine"] = "true",
    };

    public string TraceId { get; } = ActivityTraceId.CreateRandom().ToHexString();

    /// <summary>The header that makes a call part of the trace.</summary>
    public (string Name, string Value) Header => ("traceparent", $"00-{TraceId}-{ActivitySpanId.CreateRandom().ToHexString()}-01");

    /// <summary>Requests of the trace that have begun in a service, by what their address contains.</summary>
    public int Begun(ServiceProcess service, string address) => Count(service, "Request starting", address);

    /// <summary>Requests of the trace that have ended in a service.</summary>
    public int Ended(ServiceProcess service, string address) => Count(service, "Request finished", address);

    public Task UntilBegunAsync(ServiceProcess service, string address) =>
        UntilAsync(() => Begun(service, address) > 0, $"{address} begins in {service.Service}", service);

    public Task UntilEndedAsync(ServiceProcess service, string address, TimeSpan? timeout = null) =>
        UntilAsync(() => Ended(service, address) > 0, $"{address} ends in {service.Service}", service, timeout);

    int Count(ServiceProcess service, string what, string address) => service.Log.Split('\n').Count(line =>
        line.Contains(TraceId, StringComparison.Ordinal)
        && line.IndexOf(what, StringComparison.Ordinal) is var at and >= 0
        && line.IndexOf(address, at, StringComparison.Ordinal) >= 0);

    public async Task UntilAsync(Func<bool> condition, string what, ServiceProcess service, TimeSpan? timeout = null)
    {
        var waited = Stopwatch.StartNew();
        while (!condition())
        {
            if (waited.Elapsed > (timeout ?? s_timeout))
                throw new TimeoutException($"Waited {timeout ?? s_timeout} until {what} ({TraceId}).\n{service.Log[Math.Max(0, service.Log.Length - 4_000)..]}");
            await Task.Delay(20);
        }
    }
}
