using System.Net.Http.Headers;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Google.Rpc;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Automation.Gateway.Tests;

[Trait("kind", "fault")]
public class Losing_a_peer
{
    const string ServiceKey = "a-service-key-of-more-than-thirty-two-characters";

    [Fact]
    public async Task Nobody_there_is_unavailable_in_every_protocol()
    {
        var nobody = $"http://127.0.0.1:{LoopbackPorts.Free()}";
        await using var gateway = Prepare(nobody);
        await gateway.StartAsync();
        using var rest = ClientOf(gateway, $"Service {ServiceKey}");
        using var channel = GrpcChannel.ForAddress(gateway.GrpcAddress);
        var headers = new Metadata { { "authorization", $"Service {ServiceKey}" } };

        using var answer = await rest.GetAsync(new Uri("/v1/shop", UriKind.Relative));
        using var page = await rest.GetAsync(new Uri("/r/link", UriKind.Relative));
        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => new ShopService.ShopServiceClient(channel).GetShopAsync(new(), headers).ResponseAsync);

        Assert.Equal((503, 503), ((int)answer.StatusCode, (int)page.StatusCode));
        Assert.Contains("PEER_UNAVAILABLE", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("PEER_UNAVAILABLE", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
        var info = FaultStatus.ReadDetails(refusal)!.Details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        Assert.Equal("PEER_UNAVAILABLE", info.Reason);
    }

    [Fact]
    public async Task A_key_that_cannot_be_checked_is_not_called_wrong()
    {
        var nobody = $"http://127.0.0.1:{LoopbackPorts.Free()}";
        await using var gateway = Prepare(nobody);
        await gateway.StartAsync();
        using var rest = ClientOf(gateway, "Bearer some-key");

        using var answer = await rest.GetAsync(new Uri("/v1/shop", UriKind.Relative));

        Assert.Equal(503, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Calls_spread_over_replicas_and_leave_out_a_dead_one()
    {
        await using var suite = await Suite.StartAsync(new SuitePlan
        {
            Services = ["ingestion", "gateway"],
            Replicas = new Dictionary<string, int> { ["ingestion"] = 2 },
            Environment = Arrivals.RequestLog,
        });
        var shop = await suite.CreateShopAsync();
        var trace = new Arrivals();
        using var rest = suite.Rest(shop);
        rest.DefaultRequestHeaders.Add(trace.Header.Name, trace.Header.Value);
        using var channel = GrpcChannel.ForAddress(suite["gateway"].GrpcAddress);
        var shops = new ShopService.ShopServiceClient(channel);
        var headers = new Metadata { { "authorization", $"Bearer {shop.Key}" }, { trace.Header.Name, trace.Header.Value } };

        for (var i = 0; i < 40; i++)
        {
            using var answer = await rest.GetAsync(new Uri("/v1/shop", UriKind.Relative));
            Assert.Equal(200, (int)answer.StatusCode);
            await shops.GetShopAsync(new(), headers);
        }
        var (first, second) = (suite["ingestion"], suite["ingestion", 1]);
        await trace.UntilAsync(() => trace.Begun(first, "/GetShop") + trace.Begun(second, "/GetShop") >= 80, "all have arrived", first);
        Assert.InRange(trace.Begun(first, "/GetShop"), 10, 70);
        Assert.InRange(trace.Begun(second, "/GetShop"), 10, 70);

        second.Kill();

        // Only a call that was on its way when the replica died is the caller's to repeat.
        var failed = 0;
        for (var i = 0; i < 60; i++)
        {
            using var answer = await rest.GetAsync(new Uri("/v1/shop", UriKind.Relative));
            Assert.Equal(200, (int)answer.StatusCode);
            try
            {
                await shops.GetShopAsync(new(), headers);
            }
            catch (RpcException refusal) when (refusal.StatusCode is StatusCode.Unavailable)
            {
                failed++;
            }
        }
        Assert.InRange(failed, 0, 1);
    }

    /// <summary>A gateway with these addresses for every service; the caller starts and disposes it.</summary>
    internal static ServiceProcess Prepare(string address)
    {
        var gateway = new ServiceProcess("gateway");
        gateway.Environment["Credentials__ServiceKey"] = ServiceKey;
        foreach (var service in SuitePlan.BehindTheGateway)
        {
            gateway.Environment[$"services__{service}__grpc__0"] = address;
            gateway.Environment[$"services__{service}__http__0"] = address;
        }
        return gateway;
    }

    static HttpClient ClientOf(ServiceProcess gateway, string authorization) => new()
    {
        BaseAddress = gateway.HttpAddress,
        DefaultRequestHeaders = { Authorization = AuthenticationHeaderValue.Parse(authorization) },
    };
}
