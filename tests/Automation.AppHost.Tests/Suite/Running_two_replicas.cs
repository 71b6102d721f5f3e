using System.Net;
using System.Net.Http.Headers;
using Automation.Api.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using Xunit;

namespace Automation.AppHost.Tests.Suite;

// One after the other: each takes the first ports that are free.
[Collection("the whole system")]
[Trait("kind", "fault")]
public sealed class Running_two_replicas
{
    const int FirstOfSegmentation = 103;
    // Further replicas have the ports from the base on.
    const int SecondOfSegmentation = 0;

    [Fact]
    public async Task Callers_go_on_when_the_first_is_killed_and_services_end_before_their_servers()
    {
        using var appHost = new AppHostProcess(("Parameters__replicas_segmentation", "2"));
        await appHost.HealthyAsync();
        await appHost.HealthyAsync(SecondOfSegmentation + 1);
        Assert.Equal(SuitePlan.AllServices.Count + 1, appHost.Services.Count);
        Assert.Equal(3, appHost.Servers.Count);
        using var client = new HttpClient { BaseAddress = new Uri(appHost.At(80)) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await CreateKeyAsync(appHost));
        var profile = $"/v1/shoppers/{Guid.NewGuid()}/profile";
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(profile)).StatusCode);

        foreach (var pid in ProcessTable.StartedWith($"Kestrel__Endpoints__grpc__Url=http://localhost:{appHost.PortBase + FirstOfSegmentation}\0"))
            Signals.Send(pid, Signals.Kill);
        for (var look = 0; look < 100 && LoopbackPorts.Answers(appHost.PortBase + FirstOfSegmentation); look++)
            await Task.Delay(50);
        Assert.False(LoopbackPorts.Answers(appHost.PortBase + FirstOfSegmentation));

        // By nobody but segmentation, which does not know this shopper; without one the gateway answers 503.
        for (var call = 0; call < 10; call++)
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(profile)).StatusCode);

        Assert.Equal(SuitePlan.AllServices.Count, appHost.Services.Count);

        appHost.Send(Signals.Terminate);
        await ServicesEndFirstAsync(appHost);
        await appHost.EndedAsync();
        await appHost.NothingIsLeftAsync();
    }

    static async Task ServicesEndFirstAsync(AppHostProcess appHost)
    {
        var servers = appHost.Servers;
        while (servers.Count == 3)
        {
            await Task.Delay(20);
            // In this order: a service that is seen was there before the servers were looked at.
            var services = appHost.Services;
            servers = appHost.Servers;
            Assert.True(servers.Count == 3 || services.Count == 0, $"{string.Join(", ", services)} outlived a server");
        }
    }

    static async Task<string> CreateKeyAsync(AppHostProcess appHost)
    {
        using var channel = GrpcChannel.ForAddress(appHost.At(101));
        var shops = new ShopService.ShopServiceClient(channel);
        var credential = new Metadata { { "authorization", $"Service {AppHostProcess.ServiceKey}" } };
        await shops.CreateShopAsync(
            new CreateShopRequest
            {
                Shop = new Shop
                {
                    ShopId = "shop-of-a-test",
                    DisplayName = "Shop of a test",
                    TimeZone = "Europe/London",
                    SenderEmail = "hello@shop.example",
                    StorefrontUrl = "https://shop.example",
                    PostalAddress = "1 High Street, London",
                },
            },
            credential);
        credential.Add("x-shop-id", "shop-of-a-test");
        var key = await shops.CreateApiKeyAsync(
            new CreateApiKeyRequest { RequestId = $"{Guid.NewGuid()}", DisplayName = "key of a test" }, credential);
        return key.Secret;
    }
}
