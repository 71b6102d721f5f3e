using Automation.Gateway.Doors;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Google.Rpc;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Automation.Gateway.Tests;

[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Knocking_at_the_door(GatewayFixture gateway) : GatewayTest(gateway)
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer unknown-key")]
    [InlineData("Service not-the-key-of-this-installation-but-long")]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    public async Task A_REST_call_without_a_valid_credential_is_refused_and_not_forwarded(string? authorization)
    {
        var trace = new Arrivals();

        var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, authorization, trace.Header);

        Assert.Equal((401, "CREDENTIAL_INVALID"), (answer.Status, answer.Reason));
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        await AssertNotForwardedAsync(trace, "/GetShop");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer unknown-key")]
    public async Task A_gRPC_call_without_a_valid_credential_is_refused_and_not_forwarded(string? authorization)
    {
        var trace = new Arrivals();
        var shops = new ShopService.ShopServiceClient(Fixture.Calls(authorization, trace.Header));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => shops.GetShopAsync(new()).ResponseAsync);

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Contains("Not authenticated", refusal.Status.Detail, StringComparison.Ordinal);
        var info = FaultStatus.ReadDetails(refusal)!.Details.Single(any => any.Is(ErrorInfo.Descriptor)).Unpack<ErrorInfo>();
        Assert.Equal("CREDENTIAL_INVALID", info.Reason);
        await AssertNotForwardedAsync(trace, "/GetShop");
    }

    [Fact]
    public async Task The_shop_comes_from_the_key_whatever_the_caller_says()
    {
        var another = await Fixture.Suite.CreateShopAsync();

        var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, Fixture.Key, ("x-shop-id", another.ShopId));
        var passed = await new ShopService.ShopServiceClient(Fixture.Calls(Fixture.Key, ("x-shop-id", another.ShopId))).GetShopAsync(new());

        Assert.Equal(Fixture.Shop.ShopId, answer.Json.GetProperty("shop").GetProperty("shopId").GetString());
        Assert.Equal(Fixture.Shop.ShopId, passed.Shop.ShopId);
    }

    [Fact]
    public async Task The_header_that_names_a_shop_is_taken_away_from_a_key_and_left_to_a_service()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(Fixture.Gateway.Environment
            .Where(pair => pair.Key.StartsWith("services__", StringComparison.Ordinal) || pair.Key.StartsWith("Credentials__", StringComparison.Ordinal))
            .Select(pair => KeyValuePair.Create(pair.Key.Replace("__", ":", StringComparison.Ordinal), pair.Value)));
        builder.AddGateway();
        await using var app = builder.Build();
        var door = app.Services.GetRequiredService<KeyDoor>();

        var (shopper, service) = (Call(Fixture.Key), Call(Fixture.Service));
        Assert.Equal((Fixture.Shop.ShopId, false), ((await door.CheckAsync(shopper)).ShopId, shopper.Request.Headers.ContainsKey("x-shop-id")));
        Assert.Equal(("another", true), ((await door.CheckAsync(service)).ShopId, service.Request.Headers.ContainsKey("x-shop-id")));

        static DefaultHttpContext Call(string authorization) =>
            new() { Request = { Headers = { Authorization = authorization, ["x-shop-id"] = "another" } } };
    }

    [Fact]
    public async Task A_service_credential_names_the_shop()
    {
        var two = await Fixture.Suite.CreateShopAsync();

        var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, Fixture.Service, ("x-shop-id", two.ShopId));

        Assert.Equal(two.ShopId, answer.Json.GetProperty("shop").GetProperty("shopId").GetString());
    }

    [Fact]
    public async Task An_internal_service_is_not_for_a_shops_key()
    {
        var trace = new Arrivals();
        var log = new EventLogService.EventLogServiceClient(Fixture.Calls(Fixture.Key, trace.Header));

        var refusal = await Assert.ThrowsAsync<RpcException>(() => log.HeadsAsync(new()).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
        await AssertNotForwardedAsync(trace, "/Heads");
    }

    [Fact]
    public async Task An_internal_service_answers_a_service_credential()
    {
        var log = new EventLogService.EventLogServiceClient(Fixture.Calls(Fixture.Service));

        Assert.Equal(16, (await log.HeadsAsync(new())).Heads.Count);
    }
}
