using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Automation.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver.</summary>
static class TelemetrySetup
{
    public static void AddTelemetry(this IHostApplicationBuilder builder, string serviceName)
    {
        if (string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
            return;

        // The framework describes server spans from their beginning, which the sampler asks for, and nobody does it twice.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);

        var ratio = builder.Configuration.GetValue("Telemetry:TraceRatio", 1.0);
        builder.Services.AddOpenTelemetry()
            // One resource for all three signals, or a dashboard shows one process as several instances.
            .ConfigureResource(resource => resource
                .AddService(builder.Configuration["OTEL_SERVICE_NAME"] ?? serviceName)
                .AddEnvironmentVariableDetector())
            .WithLogging(_ => { }, logging => logging.IncludeFormattedMessage = true)
            .WithTracing(tracing => tracing
                .SetSampler(new ParentBasedSampler(new EdgeSampler(ratio)))
                .AddAspNetCoreInstrumentation(requests => requests.EnrichWithHttpResponse = GrpcSpan.Describe)
                // The runtime's HTTP client and the database driver describe their spans by the conventions themselves.
                .AddSource("Automation.*", "System.Net.Http", "Npgsql", "MassTransit", "Yarp.ReverseProxy"))
            .WithMetrics(metrics => metrics
                .AddAspNetCoreInstrumentation()
                .AddMeter("Automation.*", "System.Net.Http", "System.Runtime", "Npgsql", "MassTransit"))
            .UseOtlpExporter();
    }
}
