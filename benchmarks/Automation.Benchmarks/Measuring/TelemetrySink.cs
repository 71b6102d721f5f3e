using System.Collections.Concurrent;
using System.Net;
using Automation.Benchmarks.Otlp;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Automation.Benchmarks.Measuring;

/// <summary>One instrument of one service, with its tags.</summary>
readonly record struct Series(string Service, string Instrument, string Tags);

/// <summary>What an instrument has added up since its process began.</summary>
readonly record struct Total(double Sum, double Count);

/// <summary>Receives what the services tell over OTLP, as in production, and keeps the last total of every series.</summary>
sealed class TelemetrySink : IAsyncDisposable
{
    /// <summary>Of the services' export; also how old a total may be.</summary>
    public static readonly TimeSpan ExportInterval = TimeSpan.FromSeconds(2);

    readonly WebApplication _app;
    readonly ConcurrentDictionary<Series, Total> _totals;
    readonly TraceTally _traces;

    TelemetrySink(WebApplication app, ConcurrentDictionary<Series, Total> totals, TraceTally traces) =>
        (_app, _totals, _traces) = (app, totals, traces);

    /// <summary>What a service is given to report here.</summary>
    public Dictionary<string, string> EnvironmentOf(double traceRatio) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "grpc",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = $"{ExportInterval.TotalMilliseconds:0}",
        ["Telemetry__TraceRatio"] = $"{traceRatio}",
    };

    public static async Task<TelemetrySink> StartAsync()
    {
        var totals = new ConcurrentDictionary<Series, Total>();
        var traces = new TraceTally();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(totals);
        builder.Services.AddSingleton(traces);
        var app = builder.Build();
        app.MapGrpcService<Metrics>();
        app.MapGrpcService<Traces>();
        app.MapGrpcService<Logs>();
        await app.StartAsync();
        return new TelemetrySink(app, totals, traces);
    }

    public Dictionary<Series, Total> Snapshot() => _totals.ToDictionary();

    public TraceTally TracesSeen => _traces;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    sealed class Metrics(ConcurrentDictionary<Series, Total> totals) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context)
        {
            foreach (var resource in request.ResourceMetrics)
            {
                var service = Text(resource.Resource.Attributes, "service.name");
                foreach (var metric in resource.ScopeMetrics.SelectMany(scope => scope.Metrics))
                {
                    foreach (var point in metric.Histogram?.DataPoints ?? [])
                        totals[new(service, metric.Name, Tags(point.Attributes))] = new(point.Sum, point.Count);
                    foreach (var point in metric.Sum?.DataPoints ?? [])
                        totals[new(service, metric.Name, Tags(point.Attributes))] = new(point.AsDouble + point.AsInt, 1);
                }
            }
            return Task.FromResult(new ExportMetricsServiceResponse());
        }

        static string Text(IEnumerable<KeyValue> attributes, string key) =>
            attributes.FirstOrDefault(attribute => attribute.Key == key)?.Value.StringValue ?? "";

        static string Tags(IEnumerable<KeyValue> attributes) =>
            string.Join(' ', attributes.Select(attribute => attribute.Value?.StringValue).Where(value => value?.Length > 0));
    }

    sealed class Traces(TraceTally tally) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context)
        {
            foreach (var span in request.ResourceSpans.SelectMany(resource => resource.ScopeSpans).SelectMany(scope => scope.Spans))
                tally.Count(span);
            return Task.FromResult(new ExportTraceServiceResponse());
        }
    }

    sealed class Logs : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) =>
            Task.FromResult(new ExportLogsServiceResponse());
    }
}
