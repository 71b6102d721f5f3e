using System.Net;
using System.Net.Http.Headers;
using Automation.Desk.V1;
using Automation.ServiceDefaults.Credentials;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Admission;

/// <summary>A key is the name of its shop here.</summary>
[Trait("kind", "stack")]
public sealed class A_call_before_it_is_read
{
    [Fact]
    public async Task Of_nobody_is_refused_before_its_body_has_come()
    {
        await using var host = await StartAsync();
        using var client = new HttpClient();
        using var body = new EndlessBody();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(new Uri(host.GrpcAddress), "/automation.desk.v1.DeskService/Ask"))
        {
            Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = body,
        };
        request.Headers.TryAddWithoutValidation("authorization", "Bearer ");

        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(TimeSpan.FromSeconds(10));

        Assert.Equal("16", Assert.Single(answer.Headers.GetValues("grpc-status")));
        Assert.Equal(0, host.Handlers.Calls);
        body.End();
    }

    [Fact]
    public async Task That_is_compressed_is_refused_with_what_to_do()
    {
        await using var host = await StartAsync();
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);

        var refusal = await Assert.ThrowsAsync<RpcException>(() => AskAsync(channel, "shop-a", new Metadata.Entry("grpc-internal-encoding-request", "gzip")));

        Assert.Equal((StatusCode.Unimplemented, "COMPRESSION_UNSUPPORTED"), (refusal.StatusCode, ReasonOf(refusal)));
        Assert.Contains("switch the compression of requests off", refusal.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(0, host.Handlers.Calls);
    }

    [Fact]
    public async Task Of_a_shop_that_has_too_many_under_way_is_told_when_to_come_back_and_other_shops_go_on()
    {
        await using var host = await StartAsync(("CallLimits:Concurrent", "2"));
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Handlers.Ask = context => context.RequireShop() == "shop-a" ? hold.Task : Task.CompletedTask;
        var held = new[] { AskAsync(channel, "shop-a"), AskAsync(channel, "shop-a") };
        Assert.True(SpinWait.SpinUntil(() => host.Handlers.Calls == 2, TimeSpan.FromSeconds(10)));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => AskAsync(channel, "shop-a"));
        Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (refusal.StatusCode, ReasonOf(refusal)));
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan());
        Assert.Equal("shop-b", await AskAsync(channel, "shop-b"));
        // A service speaks for many.
        var asService = new Metadata { { "authorization", $"Service {DefaultsHost.ServiceKey}" }, { "x-shop-id", "shop-c" } };
        Assert.Equal("shop-c", (await new DeskService.DeskServiceClient(channel).AskAsync(new AskRequest(), asService)).ShopId);

        hold.SetResult();
        await Task.WhenAll(held);
        Assert.Equal("shop-a", await AskAsync(channel, "shop-a"));
    }

    [Fact]
    public async Task Of_a_shop_that_calls_too_often_is_told_when_to_come_back_and_other_shops_go_on()
    {
        await using var host = await StartAsync(("CallLimits:PerSecond", "10"));
        using var channel = GrpcChannel.ForAddress(host.GrpcAddress);
        RpcException? refusal = null;
        for (var call = 0; call < 2_000 && refusal is null; call++)
        {
            try
            {
                await AskAsync(channel, "shop-a");
            }
            catch (RpcException exception)
            {
                refusal = exception;
            }
        }

        Assert.Equal((StatusCode.ResourceExhausted, "OVERLOADED"), (refusal?.StatusCode, ReasonOf(refusal!)));
        var wait = refusal!.GetRpcStatus()!.GetDetail<RetryInfo>()!.RetryDelay.ToTimeSpan();
        Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));
        Assert.Equal("shop-b", await AskAsync(channel, "shop-b"));
        await Task.Delay(wait + TimeSpan.FromMilliseconds(300));
        Assert.Equal("shop-a", await AskAsync(channel, "shop-a"));
    }

    static Task<DefaultsHost> StartAsync(params (string Name, string Value)[] settings) => DefaultsHost.StartAsync(
        builder => builder.Services.AddSingleton<IApiKeys, KeysByName>(),
        settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value));

    static async Task<string> AskAsync(GrpcChannel channel, string key, params Metadata.Entry[] more)
    {
        var headers = new Metadata { { "authorization", $"Bearer {key}" } };
        foreach (var entry in more)
            headers.Add(entry);
        return (await new DeskService.DeskServiceClient(channel).AskAsync(new AskRequest { Subject = new string('x', 2_000) }, headers)).ShopId;
    }

    static string? ReasonOf(RpcException refusal) => refusal.GetRpcStatus()?.GetDetail<ErrorInfo>()?.Reason;

    sealed class KeysByName : IApiKeys
    {
        public ValueTask<string?> ResolveAsync(string secret, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(secret);
    }

    /// <summary>Promises four megabytes, and sends the promise.</summary>
    sealed class EndlessBody : HttpContent
    {
        readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EndlessBody() => Headers.ContentType = new MediaTypeHeaderValue("application/grpc");

        public void End() => _end.TrySetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0x3f, 0xff, 0xff });
            await stream.FlushAsync();
            await _end.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
