using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.Testing;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using Npgsql;
using Xunit;

namespace Automation.Gateway.Tests;

[CollectionDefinition(Name)]
public sealed class GatewayCollection : ICollectionFixture<GatewayFixture>
{
    public const string Name = "gateway";
}

/// <summary>The gateway before all services, with a shop; the shop clock stands still.</summary>
public sealed class GatewayFixture : IAsyncLifetime
{
    public static readonly DateTimeOffset Now = new(2026, 1, 31, 9, 30, 0, 250, TimeSpan.Zero);

    readonly HttpClient _http = new();
    Suite? _suite;
    GrpcChannel? _channel;

    public Suite Suite => _suite!;

    public SuiteShop Shop { get; private set; } = null!;

    public ServiceProcess Gateway => Suite["gateway"];

    /// <summary>The shop's key as a header.</summary>
    public string Key => $"Bearer {Shop.Key}";

    /// <summary>The service credential as a header.</summary>
    public string Service => $"Service {Suite.ServiceKey}";

    internal IngestionService.IngestionServiceClient Ingestion => new(Suite.AsShop("ingestion", Shop));

    internal CatalogService.CatalogServiceClient Catalog => new(Suite.AsShop("recommendations", Shop));

    public async Task InitializeAsync()
    {
        _suite = await Suite.StartAsync(new SuitePlan { DrivenFrom = Now, Environment = Arrivals.RequestLog });
        Shop = await Suite.CreateShopAsync();
        _channel = GrpcChannel.ForAddress(Gateway.GrpcAddress, new GrpcChannelOptions { MaxReceiveMessageSize = null });
    }

    /// <summary>A REST call with the shop's key.</summary>
    public Task<RestAnswer> SendAsync(HttpMethod method, string path, string? json = null) =>
        SendAsync(method, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), Key);

    public async Task<RestAnswer> SendAsync(
        HttpMethod method, string path, HttpContent? content, string? authorization, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Gateway.HttpAddress, path)) { Content = content };
        if (authorization is not null)
            request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request);
        return new RestAnswer(
            (int)response.StatusCode,
            response.Content.Headers.ContentType?.MediaType,
            await response.Content.ReadAsStringAsync(),
            response.Headers.Concat(response.Content.Headers).ToDictionary(
                pair => pair.Key, pair => string.Join(", ", pair.Value), StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>gRPC through the gateway with these headers.</summary>
    public CallInvoker Calls(string? authorization, params (string Name, string Value)[] others) => _channel!.Intercept(headers =>
    {
        if (authorization is not null)
            headers.Add("authorization", authorization);
        foreach (var (name, value) in others)
            headers.Add(name, value);
        return headers;
    });

    /// <summary>Records an event of somebody, past the gateway.</summary>
    internal async Task<RecordEventResponse> RecordAsync(Identifiers who, Event @event)
    {
        var sent = @event.Clone();
        sent.EventId = Guid.NewGuid().ToString();
        sent.Identifiers = who;
        return await Ingestion.RecordEventAsync(new RecordEventRequest { Event = sent });
    }

    /// <summary>Puts a product, past the gateway.</summary>
    internal async Task PutProductAsync(string productId)
    {
        var request = new UpsertProductsRequest
        {
            RequestId = Guid.NewGuid().ToString(),
            Products = { new Product { ProductId = productId, Title = "A thing", Price = new Money { CurrencyCode = "GBP", Units = 1 } } },
        };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Catalog.UpsertProductsAsync(request);
                return;
            }
            catch (RpcException late) when (late.StatusCode is StatusCode.Unavailable && attempt < 10)
            {
                // The contract: repeat the same request.
            }
        }
    }

    /// <summary>
    /// Somebody else holds the table of products until this is disposed: recommendations, asked for a product, waits for
    /// half a minute unless the call ends before.
    /// </summary>
    public async Task<IAsyncDisposable> HoldProductsAsync()
    {
        var connection = new NpgsqlConnection($"{Suite.Databases["recommendations"]};Pooling=false");
        await connection.OpenAsync();
        await using var hold = new NpgsqlCommand("BEGIN; LOCK TABLE recommendations.products IN ACCESS EXCLUSIVE MODE", connection);
        await hold.ExecuteNonQueryAsync();
        return connection;
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        _channel?.Dispose();
        if (_suite is not null)
            await _suite.DisposeAsync();
    }
}

/// <summary>Stands before the real services.</summary>
public abstract class GatewayTest(GatewayFixture fixture)
{
    protected GatewayFixture Fixture { get; } = fixture;

    /// <summary>
    /// A call of the trace has been answered; that it went to no service at that address is certain when a later call to
    /// that service stands in its log.
    /// </summary>
    private protected async Task AssertNotForwardedAsync(Arrivals trace, string address)
    {
        var later = new Arrivals();
        await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", null, Fixture.Key, later.Header);
        await later.UntilEndedAsync(Fixture.Suite["ingestion"], "/GetShop");
        Assert.Equal(0, trace.Begun(Fixture.Suite["ingestion"], address));
    }
}

/// <summary>An HTTP answer, read to its end.</summary>
public sealed record RestAnswer(int Status, string? MediaType, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string Reason => Json.GetProperty("reason").GetString()!;

    public string Detail => Json.GetProperty("detail").GetString()!;

    /// <summary>The wrong fields that a problem names.</summary>
    public IReadOnlyList<string> Fields =>
        [.. Json.GetProperty("violations").EnumerateArray().Select(violation => violation.GetProperty("field").GetString()!)];
}
