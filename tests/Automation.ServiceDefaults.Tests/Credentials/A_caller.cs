using System.Globalization;
using Automation.Clients.Ingestion;
using Automation.Desk.V1;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Grpc.Core;
using Grpc.Net.Client;
using GrpcHealth = Grpc.Health.V1.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Credentials;

/// <summary>The real ingestion and a shop in it.</summary>
public sealed class IngestionFixture : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public SuiteShop Shop { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Suite = await Suite.StartAsync("ingestion");
        Shop = await Suite.CreateShopAsync();
    }

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

/// <summary>A service that asks ingestion, as every service does, whom a key belongs to.</summary>
[Trait("kind", "stack")]
public sealed class A_caller(IngestionFixture ingestion) : IClassFixture<IngestionFixture>, IAsyncLifetime
{
    readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    DefaultsHost _service = null!;
    GrpcChannel _channel = null!;

    string ShopId => ingestion.Shop.ShopId;

    public async Task InitializeAsync()
    {
        _service = await StartAsync(ingestion.Suite["ingestion"].GrpcAddress.GetLeftPart(UriPartial.Authority));
        _channel = GrpcChannel.ForAddress(_service.GrpcAddress);
    }

    [Theory]
    [InlineData("Bearer {0}")]
    [InlineData("bearer {0}")]
    [InlineData("Bearer  {0} ")]
    public async Task With_a_key_is_its_shop(string authorization) =>
        Assert.Equal(ShopId, await ShopOfAsync(string.Format(CultureInfo.InvariantCulture, authorization, ingestion.Shop.Key)));

    [Fact]
    public async Task With_a_key_cannot_name_another_shop() => Assert.Equal(ShopId, await ShopOfAsync($"Bearer {ingestion.Shop.Key}", "shop-two"));

    [Theory]
    [InlineData("Service")]
    [InlineData("service")]
    public async Task With_the_service_credential_names_the_shop(string scheme) =>
        Assert.Equal("shop-two", await ShopOfAsync($"{scheme} {ingestion.Suite.ServiceKey}", "shop-two"));

    [Fact]
    public async Task With_the_service_credential_must_name_the_shop_where_one_is_needed()
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ShopOfAsync($"Service {ingestion.Suite.ServiceKey}"));

        Assert.Equal(StatusCode.NotFound, refusal.StatusCode);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer bad")]
    [InlineData("Bearer ")]
    [InlineData("Service a-service-key-of-more-than-thirty-two-characterS")]
    [InlineData("Service ")]
    [InlineData("Basic Z29vZA==")]
    [InlineData("good")]
    public async Task Without_a_valid_credential_reaches_no_handler(string? authorization)
    {
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ShopOfAsync(authorization));

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
        Assert.Equal(0, _service.Handlers.Calls);
    }

    [Fact]
    public async Task Without_a_credential_opens_no_stream()
    {
        using var stream = new DeskService.DeskServiceClient(_channel).Count();

        var refusal = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());

        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task Without_a_credential_may_ask_for_health() =>
        Assert.Equal(
            Grpc.Health.V1.HealthCheckResponse.Types.ServingStatus.Serving,
            (await new GrpcHealth.HealthClient(_channel).CheckAsync(new())).Status);

    [Fact]
    public async Task With_a_key_is_not_a_service()
    {
        var client = new DeskService.DeskServiceClient(_channel);
        var headers = new Metadata { { "authorization", $"Bearer {ingestion.Shop.Key}" } };

        var refusal = await Assert.ThrowsAsync<RpcException>(() => client.ManageAsync(new(), headers).ResponseAsync);

        Assert.Equal(StatusCode.PermissionDenied, refusal.StatusCode);
    }

    [Fact]
    public async Task Is_asked_about_once_in_30_seconds()
    {
        var shops = new ShopService.ShopServiceClient(ingestion.Suite.AsService("ingestion", ShopId));
        var key = await shops.CreateApiKeyAsync(new CreateApiKeyRequest { RequestId = Guid.NewGuid().ToString(), DisplayName = "to be revoked" });
        Assert.Equal(ShopId, await ShopOfAsync($"Bearer {key.Secret}"));

        await shops.RevokeApiKeyAsync(new RevokeApiKeyRequest { KeyId = key.ApiKey.KeyId });
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(ShopId, await ShopOfAsync($"Bearer {key.Secret}"));

        _time.Advance(TimeSpan.FromSeconds(2));
        var refusal = await Assert.ThrowsAsync<RpcException>(() => ShopOfAsync($"Bearer {key.Secret}"));
        Assert.Equal(StatusCode.Unauthenticated, refusal.StatusCode);
    }

    [Fact]
    public async Task Is_not_called_wrong_while_nobody_can_tell()
    {
        await using var alone = await StartAsync($"http://127.0.0.1:{LoopbackPorts.Free()}");
        using var channel = GrpcChannel.ForAddress(alone.GrpcAddress);
        var headers = new Metadata { { "authorization", $"Bearer {ingestion.Shop.Key}" } };

        var refusal = await Assert.ThrowsAsync<RpcException>(
            () => new DeskService.DeskServiceClient(channel).AskAsync(new(), headers).ResponseAsync);

        Assert.Equal(StatusCode.Unavailable, refusal.StatusCode);
    }

    [Fact]
    public async Task With_one_of_a_flood_of_wrong_keys_fills_no_memory()
    {
        var keys = _service.Services.GetRequiredService<IApiKeys>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_500), new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, cancellationToken) =>
            Assert.Null(await keys.ResolveAsync($"wrong-{i}", cancellationToken)));

        Assert.Equal(ShopId, await keys.ResolveAsync(ingestion.Shop.Key, CancellationToken.None));
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _service.DisposeAsync();
    }

    Task<DefaultsHost> StartAsync(string address) => DefaultsHost.StartAsync(builder =>
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Credentials:ServiceKey"] = ingestion.Suite.ServiceKey,
            ["services:ingestion:grpc:0"] = address,
        });
        builder.Services.Replace(ServiceDescriptor.Singleton<IApiKeys>(provider => ActivatorUtilities.CreateInstance<RemoteApiKeys>(provider, _time)));
    });

    async Task<string> ShopOfAsync(string? authorization, string? shopId = null)
    {
        var headers = new Metadata();
        if (authorization is not null)
            headers.Add("authorization", authorization);
        if (shopId is not null)
            headers.Add("x-shop-id", shopId);
        return (await new DeskService.DeskServiceClient(_channel).AskAsync(new(), headers)).ShopId;
    }
}
