using System.Net.Http.Headers;
using System.Text;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Xunit;

namespace Automation.Gateway.Tests;

[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Reading_a_rest_request(GatewayFixture gateway) : GatewayTest(gateway)
{
    [Fact]
    public async Task A_body_becomes_the_field_that_the_contract_names()
    {
        var (eventId, email) = (Guid.NewGuid().ToString(), $"{Guid.NewGuid():N}@example.com");

        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", $$"""
            {
              "eventId": "{{eventId}}",
              "identifiers": { "email": "{{email}}" },
              "occur_time": "2026-01-31T09:29:00.250Z",
              "orderCompleted": {
                "orderId": "o-1",
                "lines": [{ "productId": "p", "quantity": "2", "unitPrice": { "currencyCode": "GBP", "units": 12 } }],
                "total": { "currencyCode": "GBP", "units": "25", "nanos": 500000000 }
              }
            }
            """);

        Assert.Equal(200, answer.Status);
        var recorded = Assert.Single(await EventsAsync(answer.Json.GetProperty("shopperId").GetString()!));
        Assert.Equal(eventId, recorded.EventId);
        Assert.Equal(email, recorded.Identifiers.Email);
        Assert.Equal(GatewayFixture.Now.AddMinutes(-1), recorded.OccurTime.ToDateTimeOffset());
        Assert.Equal(2, Assert.Single(recorded.OrderCompleted.Lines).Quantity);
        Assert.Equal((25, 500_000_000), (recorded.OrderCompleted.Total.Units, recorded.OrderCompleted.Total.Nanos));
    }

    [Fact]
    public async Task A_body_becomes_the_whole_request_where_the_contract_says_star()
    {
        var (first, second, user) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), Guid.NewGuid().ToString());

        await Fixture.SendAsync(HttpMethod.Post, "/v1/events:batch", $$$"""
            {"events":[{"eventId":"{{{first}}}","identifiers":{"userId":"{{{user}}}"},"cartViewed":{"cartId":"c"}},
                       {"eventId":"{{{second}}}","identifiers":{"userId":"{{{user}}}"},"cartViewed":{"cartId":"c"}}]}
            """);

        var shopper = await Fixture.Ingestion.LookUpShopperAsync(new LookUpShopperRequest { Identifiers = new Identifiers { UserId = user } });
        Assert.Equal([second, first], (await EventsAsync(shopper.ShopperId)).Select(recorded => recorded.EventId));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("%C3%BCber%20alles", "über alles")]
    [InlineData("a+b", "a+b")]
    [InlineData("x:y", "x:y")]
    public async Task A_path_segment_is_decoded_exactly_once(string segment, string value)
    {
        await Fixture.PutProductAsync(value);

        var answer = await Fixture.SendAsync(HttpMethod.Get, $"/v1/products/{segment}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(value, answer.Json.GetProperty("product").GetProperty("product").GetProperty("productId").GetString());
    }

    [Fact]
    public async Task Query_parameters_are_fields_by_either_name()
    {
        var who = new Identifiers { UserId = Guid.NewGuid().ToString() };
        var shopper = "";
        for (var i = 0; i < 3; i++)
            shopper = (await Fixture.RecordAsync(who, new Event { CartViewed = new CartViewed { CartId = "c" } })).ShopperId;

        var first = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{shopper}/events?page_size=2");
        var token = Uri.EscapeDataString(first.Json.GetProperty("nextPageToken").GetString()!);
        var last = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{shopper}/events?pageSize=2&page_token={token}");
        var lastByOtherNames = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{shopper}/events?page_size=2&pageToken={token}");
        var all = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{shopper}/events?");
        var negative = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{shopper}/events?pageSize=-1");
        var odd = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{shopper}/events?page_token=t%26x");

        Assert.Equal((2, 1, 3), (Count(first), Count(last), Count(all)));
        Assert.Equal(last.Body, lastByOtherNames.Body);
        Assert.Equal(400, negative.Status);
        Assert.Equal(["page_size"], negative.Fields);
        Assert.Equal((400, "PAGE_TOKEN_INVALID"), (odd.Status, odd.Reason));

        static int Count(RestAnswer answer) => answer.Json.GetProperty("events").GetArrayLength();
    }

    [Fact]
    public async Task Query_parameters_reach_into_messages_by_dots()
    {
        // The service tells what it was asked to wait for.
        var answer = await Fixture.SendAsync(
            HttpMethod.Get, $"/v1/shoppers/{Guid.NewGuid()}/profile?minPosition.partition=3&min_position.sequence=9007199254740993");

        Assert.Equal((503, "POSITION_NOT_REACHED"), (answer.Status, answer.Reason));
        Assert.Contains("Partition 3 has not reached sequence 9007199254740993 ", answer.Detail, StringComparison.Ordinal);

        var ann = await Fixture.RecordAsync(new Identifiers { Email = "ann+x@example.com" }, new Event { CartViewed = new CartViewed { CartId = "c" } });
        var found = await Fixture.SendAsync(HttpMethod.Get, "/v1/shoppers:lookUp?identifiers.email=ann%2Bx%40example.com");
        Assert.Equal(ann.ShopperId, found.Json.GetProperty("shopperId").GetString());
    }

    [Theory]
    [InlineData("/v1/shoppers/s/events?pageSise=3", "pageSise", "FIELD_UNKNOWN")]
    [InlineData("/v1/shoppers/s/events?shopper_id=other", "shopper_id", "FIELD_UNKNOWN")]
    [InlineData("/v1/shoppers/s/events?page_size=1&page_size=2", "page_size", "FIELD_INVALID")]
    [InlineData("/v1/shoppers/s/events?page_size=ten", "page_size", "FIELD_INVALID")]
    [InlineData("/v1/shoppers/s/events?page_size=99999999999", "page_size", "FIELD_INVALID")]
    [InlineData("/v1/shoppers/s/profile?min_position=3", "min_position", "FIELD_UNKNOWN")]
    [InlineData("/v1/shoppers/s/profile?min_position.sequence.deeper=3", "min_position.sequence.deeper", "FIELD_UNKNOWN")]
    [InlineData("/v1/shoppers/s/profile?min_position.partition=", "min_position.partition", "FIELD_INVALID")]
    public async Task A_query_parameter_that_does_not_fit_is_refused_by_name(string path, string field, string reason)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Get, path);

        Assert.Equal((400, reason), (answer.Status, answer.Reason));
        Assert.Equal([field], answer.Fields);
    }

    [Theory]
    [InlineData("/v1/events?event.event_id=x", """{"eventId":"y"}""")]
    [InlineData("/v1/events:batch?events=x", """{"events":[]}""")]
    public async Task A_query_parameter_cannot_say_what_the_body_says(string path, string body)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, path, body);

        Assert.Equal((400, "FIELD_UNKNOWN"), (answer.Status, answer.Reason));
    }

    public static TheoryData<string, string[]> WrongFields => new()
    {
        { """{"eventId":"e","colour":"red"}""", ["event.colour"] },
        { """{"eventId":"e","productAdded":{"cartId":"c","product":{"productID":"p"}}}""", ["event.product_added.product.productID"] },
        { """{"eventId":7}""", ["event.event_id"] },
        { """{"occurTime":"yesterday"}""", ["event.occur_time"] },
        { """{"consentChanged":{"channel":"CHANNEL_PIGEON"}}""", ["event.consent_changed.channel"] },
        { """{"cartUpdated":{"lines":[{"productId":"p"},{"quantity":1.5}]}}""", ["event.cart_updated.lines[1].quantity"] },
        { """{"cartUpdated":{"lines":{}}}""", ["event.cart_updated.lines"] },
        { """{"identifiers":"ann@example.com"}""", ["event.identifiers"] },
        { """{"shopperIdentified":{"traits":[1]}}""", ["event.shopper_identified.traits"] },
        { """{"cartViewed":{"cartId":"c"},"cartUpdated":{"cartId":"c"}}""", ["event.cart_updated"] },
        { """{"orderRefunded":{"amount":{"units":"9223372036854775808"}}}""", ["event.order_refunded.amount.units"] },
        { """{"eventId":7,"colour":1,"occurTime":"x"}""", ["event.event_id", "event.colour", "event.occur_time"] },
    };

    [Theory]
    [MemberData(nameof(WrongFields))]
    public async Task Every_field_of_a_body_that_does_not_fit_is_named(string body, string[] fields)
    {
        var trace = new Arrivals();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", content, Fixture.Key, trace.Header);

        Assert.Equal(400, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal(fields, answer.Fields);
        await AssertNotForwardedAsync(trace, "/RecordEvent");
    }

    [Theory]
    [InlineData("{\"eventId\":\n  \"e\",,}", 2, 7)]
    [InlineData("{\"eventId\":\"e\"", 1, 15)]
    [InlineData("{'eventId':'e'}", 1, 2)]
    [InlineData("{} {}", 1, 4)]
    public async Task Malformed_JSON_is_refused_with_its_place(string body, int line, int column)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", body);

        Assert.Equal((400, "REQUEST_MALFORMED"), (answer.Status, answer.Reason));
        Assert.Equal($"{line}", answer.Json.GetProperty("metadata").GetProperty("line").GetString());
        Assert.Equal($"{column}", answer.Json.GetProperty("metadata").GetProperty("column").GetString());
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_refused_with_their_place()
    {
        var answer = await SendBytesAsync([.. "{\"eventId\":\""u8, 0xFF, .. "\"}"u8], "application/json");

        Assert.Equal((400, "REQUEST_MALFORMED"), (answer.Status, answer.Reason));
        Assert.Equal("12", answer.Json.GetProperty("metadata").GetProperty("byte").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task A_body_that_is_no_object_is_refused(string body)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Theory]
    [InlineData("""{"eventId":"\ud800"}""")]
    [InlineData("""{"eventId":"\udc00\ud800"}""")]
    public async Task Half_a_character_is_refused(string body)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal("application/problem+json", answer.MediaType);
    }

    [Fact]
    public async Task A_body_nested_without_end_is_refused()
    {
        var depth = 50_000;
        var body = $"{{\"custom\":{{\"properties\":{{\"a\":{new string('[', depth)}{new string(']', depth)}}}}}}}";

        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", body);

        Assert.Equal(400, answer.Status);
        Assert.Equal(200, (await Fixture.SendAsync(HttpMethod.Get, "/v1/shop")).Status);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/json; charset=latin1")]
    [InlineData(null)]
    public async Task Only_JSON_in_UTF_8_is_taken(string? contentType)
    {
        var answer = await SendBytesAsync("{}"u8.ToArray(), contentType);

        Assert.Equal((415, "CONTENT_TYPE_UNSUPPORTED"), (answer.Status, answer.Reason));
    }

    [Theory]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json;charset=UTF8")]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=\"Utf8\"; profile=x")]
    public async Task UTF_8_is_that_however_its_name_is_written(string contentType)
    {
        var answer = await SendBytesAsync("{}"u8.ToArray(), contentType);

        // An event of nothing is refused by ingestion, not for what it is written in.
        Assert.Equal((400, "FIELD_REQUIRED"), (answer.Status, answer.Reason));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused_whether_it_says_its_length_or_not(bool saysLength)
    {
        var body = Encoding.UTF8.GetBytes($"{{\"eventId\":\"{new string('x', 600 * 1024)}\"}}");
        using HttpContent content = saysLength ? new ByteArrayContent(body) : new StreamContent(new Unmeasured(body));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", content, Fixture.Key);

        Assert.Equal((413, "REQUEST_TOO_LARGE"), (answer.Status, answer.Reason));
    }

    [Fact]
    public async Task A_batch_of_500_KB_passes()
    {
        var user = Guid.NewGuid().ToString();
        var events = Enumerable.Range(0, 500).Select(i => $$$$"""
            {"eventId":"{{{{user}}}}-{{{{i}}}}","identifiers":{"userId":"{{{{user}}}}"},"custom":{"name":"large","properties":{"x":"{{{{new string('x', 820)}}}}"}}}
            """);

        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events:batch", $$"""{"events":[{{string.Join(',', events)}}]}""");

        Assert.Equal(200, answer.Status);
        Assert.Equal(
            Enumerable.Repeat("OUTCOME_RECORDED", 500),
            answer.Json.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetString()));
    }

    [Fact]
    public async Task A_call_without_a_body_refuses_one()
    {
        using var content = new StringContent("{}", Encoding.UTF8, "application/json");

        var answer = await Fixture.SendAsync(HttpMethod.Get, "/v1/shop", content, Fixture.Key);

        Assert.Equal((400, "REQUEST_MALFORMED"), (answer.Status, answer.Reason));
    }

    async Task<RestAnswer> SendBytesAsync(byte[] body, string? contentType)
    {
        using var content = new ByteArrayContent(body);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("content-type", contentType);
        return await Fixture.SendAsync(HttpMethod.Post, "/v1/events", content, Fixture.Key);
    }

    /// <summary>What stands in the log of a shopper, newest first.</summary>
    async Task<List<Event>> EventsAsync(string shopperId) =>
        [.. (await Fixture.Ingestion.ListEventsAsync(new ListEventsRequest { ShopperId = shopperId })).Events.Select(logged => logged.Event)];
    /// <summary>A stream that does not tell its length, so that the body is sent in chunks.</summary>
    sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
