using System.Diagnostics;
using Automation.Desk.V1;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Telemetry;

public class Tracing_a_call
{
    const string Ask = "automation.desk.v1.DeskService/Ask";

    readonly SpanLog _spans = new();
    readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();

    [Fact]
    public async Task A_gRPC_call_is_a_span_with_its_method_and_status()
    {
        await using var host = await StartAsync();

        await AskAsync(host);

        var span = await _spans.ServerSpanAsync(_trace);
        Assert.Equal((Ask, ActivityStatusCode.Unset), (span.DisplayName, span.Status));
        Assert.Equal(("grpc", Ask, "OK"), (Tag(span, "rpc.system.name"), Tag(span, "rpc.method"), Tag(span, "rpc.response.status_code")));
        Assert.Equal(("POST", 200), (Tag(span, "http.request.method"), Tag(span, "http.response.status_code")));
        Assert.Null(Tag(span, "grpc.status_code"));
    }

    public static TheoryData<FaultReason, ActivityStatusCode> Failures => new()
    {
        { FaultReasons.Internal, ActivityStatusCode.Error },
        { FaultReasons.DatabaseUnavailable, ActivityStatusCode.Error },
        { FaultReasons.EtagMismatch, ActivityStatusCode.Unset },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failed_call_says_so_though_HTTP_knows_of_no_failure(FaultReason reason, ActivityStatusCode expected)
    {
        await using var host = await StartAsync();
        host.Handlers.Ask = _ => throw new Fault(reason, "no");

        var refusal = await Assert.ThrowsAsync<RpcException>(() => AskAsync(host));

        var span = await _spans.ServerSpanAsync(_trace);
        Assert.Equal(expected, span.Status);
        Assert.Equal(refusal.StatusCode.ToString().ToUpperInvariant(), Tag(span, "rpc.response.status_code"));
        Assert.Equal(200, Tag(span, "http.response.status_code"));
    }

    [Fact]
    public async Task What_the_caller_got_counts_and_not_what_the_framework_would_have_said()
    {
        await using var host = await StartAsync();
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var bytes = Marshallers.Create<byte[]>(message => message, message => message);
        var method = new Method<byte[], byte[]>(MethodType.Unary, "automation.desk.v1.DeskService", "Ask", bytes, bytes);

        // Field 1 with wire type 7, which no message has: the framework says UNKNOWN.
        await Assert.ThrowsAsync<RpcException>(() =>
            channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(Headers()), [0x0F, 0xFF]).ResponseAsync);

        var span = await _spans.ServerSpanAsync(_trace);
        Assert.Equal(("INVALID_ARGUMENT", ActivityStatusCode.Unset), (Tag(span, "rpc.response.status_code"), span.Status));
    }

    [Fact]
    public async Task A_trace_that_begins_here_is_taken_at_the_ratio_and_a_probe_never_is()
    {
        await using var all = await StartAsync(ratio: "1");
        using var http = Untraced(all);

        Assert.True((await http.GetAsync("/health")).IsSuccessStatusCode);
        Assert.True((await http.GetAsync("/alive")).IsSuccessStatusCode);
        Assert.Equal(404, (int)(await http.GetAsync("/nowhere")).StatusCode);

        await Eventually(() => Paths(all).Contains("/nowhere"));
        Assert.DoesNotContain(Paths(all), path => path is "/health" or "/alive");
    }

    [Fact]
    public async Task Nothing_begins_at_ratio_zero_but_what_the_caller_traces_goes_on()
    {
        await using var none = await StartAsync(ratio: "0");
        using var http = Untraced(none);

        await http.GetAsync("/nowhere");
        await AskAsync(none);

        await _spans.ServerSpanAsync(_trace);
        Assert.DoesNotContain("/nowhere", Paths(none));
    }

    [Fact]
    public async Task Nothing_is_traced_without_a_receiver()
    {
        await using var host = await DefaultsHost.StartAsync();

        Assert.Null(host.Services.GetService<TracerProvider>());
    }

    Task<DefaultsHost> StartAsync(string ratio = "1") => DefaultsHost.StartAsync(
        builder => builder.Services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddProcessor(_spans)),
        new Dictionary<string, string?>
        {
            // Nobody listens there: what is exported is lost, what is recorded is not.
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9",
            ["Telemetry:TraceRatio"] = ratio,
        });

    async Task AskAsync(DefaultsHost host)
    {
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        await new DeskService.DeskServiceClient(channel).AskAsync(new(), Headers());
    }

    // The host's sampler rules this whole process: a client with a trace of its own would tell the host to leave it out.
    static HttpClient Untraced(DefaultsHost host) =>
        new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = host.HttpAddress };

    Metadata Headers() => new()
    {
        { "authorization", $"Service {DefaultsHost.ServiceKey}" },
        { "x-shop-id", "shop" },
        { "traceparent", $"00-{_trace}-{ActivitySpanId.CreateRandom()}-01" },
    };

    static object? Tag(Activity span, string key) => span.GetTagItem(key);

    List<string> Paths(DefaultsHost host) =>
        [.. _spans.OfServer(host.HttpAddress.Port).Select(span => span.GetTagItem("url.path") as string ?? "")];

    static async Task Eventually(Func<bool> condition)
    {
        for (var waited = Stopwatch.StartNew(); !condition(); await Task.Delay(10))
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20));
    }
}
