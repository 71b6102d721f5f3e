using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Grpc.Core;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>The real service behind the gateway, from a shop's first key to its events.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Reaching_ingestion(GatewayFixture gateway) : GatewayTest(gateway)
{
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_shop_is_opened_and_its_events_are_recorded_and_listed()
    {
        var suite = Fixture.Suite;
        var key = await OpenShopAsync(suite, "corner-shop");
        using var rest = suite.Rest(new SuiteShop("corner-shop", key));

        var recorded = await PostAsync(rest, "/v1/events", """
            {"eventId":"e-1","identifiers":{"email":"Ann@Example.com"},"cartUpdated":{"cartId":"c","lines":[{"productId":"p"}]}}
            """);
        Assert.Equal("OUTCOME_RECORDED", recorded.GetProperty("outcome").GetString());
        var shopper = recorded.GetProperty("shopperId").GetString()!;

        var batch = await PostAsync(rest, "/v1/events:batch", """
            {"events":[
              {"eventId":"e-1","identifiers":{"email":"ann@example.com"},"cartViewed":{"cartId":"c"}},
              {"eventId":"e-2","identifiers":{"email":"ann@example.com"},"cartViewed":{"cartId":"c"}},
              {"identifiers":{"email":"ann@example.com"},"cartViewed":{"cartId":"c"}}
            ]}
            """);
        Assert.Equal(
            ["OUTCOME_DUPLICATE", "OUTCOME_RECORDED", "OUTCOME_REJECTED"],
            batch.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetString()));

        var found = await rest.GetFromJsonAsync<JsonElement>("/v1/shoppers:lookUp?identifiers.email=ann%40example.com");
        Assert.Equal(shopper, found.GetProperty("shopperId").GetString());

        var first = await rest.GetFromJsonAsync<JsonElement>($"/v1/shoppers/{shopper}/events?page_size=1");
        Assert.Equal("e-2", first.GetProperty("events")[0].GetProperty("event").GetProperty("eventId").GetString());
        var token = Uri.EscapeDataString(first.GetProperty("nextPageToken").GetString()!);
        var second = await rest.GetFromJsonAsync<JsonElement>($"/v1/shoppers/{shopper}/events?page_size=1&page_token={token}");
        Assert.Equal("e-1", second.GetProperty("events")[0].GetProperty("event").GetProperty("eventId").GetString());

        await StreamAsync(suite, new SuiteShop("corner-shop", key));
        await RefuseTooLargeAnEventAsync(rest);
    }

    static async Task<string> OpenShopAsync(Suite suite, string shopId)
    {
        using var service = suite.Rest();
        service.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Service", suite.ServiceKey);
        await PostAsync(service, "/v1/shops", $$"""
            {"shopId":"{{shopId}}","displayName":"Corner Shop","timeZone":"Europe/London","senderEmail":"a@b.example",
             "storefrontUrl":"https://b.example","postalAddress":"1 High Street"}
            """);
        service.DefaultRequestHeaders.Add("x-shop-id", shopId);
        var key = await PostAsync(service, "/v1/shop/keys", $$"""{"requestId":"{{Guid.NewGuid()}}","displayName":"storefront"}""");
        return key.GetProperty("secret").GetString()!;
    }

    static async Task StreamAsync(Suite suite, SuiteShop shop)
    {
        using var stream = new IngestionService.IngestionServiceClient(suite.AsShop("gateway", shop)).StreamEvents();
        var events = Enumerable.Range(0, 50).Select(i => new Event
        {
            EventId = $"s-{i}",
            Identifiers = new Identifiers { UserId = "bob" },
            CartViewed = new CartViewed { CartId = "c" },
        });
        await stream.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = 1, Events = { events } });
        await stream.RequestStream.CompleteAsync();
        long acked = 0;
        while (await stream.ResponseStream.MoveNext().WaitAsync(s_timeout))
            acked = stream.ResponseStream.Current.AckedPosition;
        Assert.Equal(50, acked);
    }

    static async Task RefuseTooLargeAnEventAsync(HttpClient rest)
    {
        using var content = new StringContent(
            $$$"""{"eventId":"big","identifiers":{"userId":"bob"},"custom":{"name":"big","properties":{"x":"{{{new string('x', 33_000)}}}"} } }""",
            new MediaTypeHeaderValue("application/json"));

        using var answer = await rest.PostAsync(new Uri("/v1/events", UriKind.Relative), content);

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal("EVENT_TOO_LARGE", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("reason").GetString());
    }

    static async Task<JsonElement> PostAsync(HttpClient client, string path, string json)
    {
        using var content = new StringContent(json, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), content);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
