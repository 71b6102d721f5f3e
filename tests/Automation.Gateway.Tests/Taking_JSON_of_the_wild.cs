using Automation.Commerce.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Npgsql;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>What real senders and serializers write: it is answered, or refused with the field and what to do.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public class Taking_JSON_of_the_wild(GatewayFixture gateway) : GatewayTest(gateway)
{
    public static TheoryData<string, string> Unanswerable => new()
    {
        { """{"":"x"}""", "event.shopper_identified.traits" },
        { """{"home":{"":1}}""", "event.shopper_identified.traits.home" },
        { """{"all":[{"a":{"":null}}]}""", "event.shopper_identified.traits.all.a" },
        { """{"a\u0000":1}""", "event.shopper_identified.traits" },
        { """{"a":"\ud83d"}""", "event.shopper_identified.traits.a" },
        { """{"\udc00":"a"}""", "event.shopper_identified.traits" },
        { """{"a":[{"b":9007199254740993}]}""", "event.shopper_identified.traits.a[0].b" },
        { """{"a":-12345678901234567890}""", "event.shopper_identified.traits.a" },
        { """{"a":9007199254740993.0}""", "event.shopper_identified.traits.a" },
        { """{"a":1e400}""", "event.shopper_identified.traits" },
    };

    [Theory]
    [MemberData(nameof(Unanswerable))]
    public async Task What_could_not_be_answered_as_it_was_sent_is_refused_with_its_field(string traits, string field)
    {
        var answer = await SendAsync(Guid.NewGuid().ToString(), $$"""{"traits":{{traits}}}""");

        Assert.True(answer.Status == 400, answer.Body);
        Assert.Equal("FIELD_INVALID", answer.Reason);
        Assert.Equal([field], answer.Fields);
    }

    [Fact]
    public async Task Odd_traits_come_back_as_they_were_sent()
    {
        const string Traits =
            """{" ":" ","a.b":{"$":[]},"max":9007199254740991,"edge":9007199254740992,"price":0.1234567890123456789,"text":"9007199254740993","emoji":"😀\ud83d\ude00","gone":null}""";
        var user = Guid.NewGuid().ToString();

        var answer = await SendAsync(user, $$"""{"traits":{{Traits}}}""");

        Assert.True(answer.Status == 200, answer.Body);
        var events = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{answer.Json.GetProperty("shopperId").GetString()}/events");
        var traits = events.Json.GetProperty("events")[0].GetProperty("event").GetProperty("shopperIdentified").GetProperty("traits");
        Assert.Equal(
            (" ", 9007199254740991, 9007199254740992, "9007199254740993", "😀😀"),
            (traits.GetProperty(" ").GetString(), traits.GetProperty("max").GetInt64(), traits.GetProperty("edge").GetInt64(),
                traits.GetProperty("text").GetString(), traits.GetProperty("emoji").GetString()));
        Assert.Equal(0.1234567890123456789, traits.GetProperty("price").GetDouble());
    }

    public static TheoryData<string> BadValues => ["no kind", "NaN", "infinite", "no name", "too deep"];

    [Theory]
    [MemberData(nameof(BadValues))]
    public async Task Over_gRPC_the_same_is_refused(string bad)
    {
        var value = bad switch
        {
            "no kind" => Value.ForList(new Value()),
            "NaN" => Value.ForNumber(double.NaN),
            "infinite" => Value.ForNumber(double.NegativeInfinity),
            "no name" => Value.ForStruct(new Struct { Fields = { [""] = Value.ForNull() } }),
            _ => Enumerable.Range(0, 25).Aggregate(Value.ForNull(), (inner, _) => Value.ForStruct(new Struct { Fields = { ["n"] = inner } })),
        };
        var sent = new Event { Custom = new CustomEvent { Name = "odd", Properties = new Struct { Fields = { ["a"] = value } } } };

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Fixture.RecordAsync(new Identifiers { UserId = "odd" }, sent));

        Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
        Assert.StartsWith("event.custom.properties.a", refusal.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_earlier_builds_accepted_is_answered_with_everything_beside_it()
    {
        var who = new Identifiers { UserId = Guid.NewGuid().ToString() };
        var first = await Fixture.RecordAsync(who, new Event { CartUpdated = new CartUpdated { CartId = "c", Lines = { new LineItem { ProductId = "p" } } } });
        var traits = new Struct
        {
            Fields =
            {
                [""] = Value.ForString("x"),
                ["kept"] = Value.ForString("y"),
                ["home"] = Value.ForStruct(new Struct { Fields = { [""] = Value.ForNumber(1), ["city"] = Value.ForString("York") } }),
                ["none"] = new Value(),
            },
        };
        var sequence = await AppendAsBeforeAsync(
            first.ShopperId, first.Position.Partition,
            new Event { EventId = $"{Guid.NewGuid()}", Identifiers = who, ShopperIdentified = new ShopperIdentified { Traits = traits } });

        var events = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{first.ShopperId}/events");
        var profile = await Fixture.SendAsync(
            HttpMethod.Get,
            $"/v1/shoppers/{first.ShopperId}/profile?min_position.partition={first.Position.Partition}&min_position.sequence={sequence}");

        Assert.True(events.Status == 200, events.Body);
        Assert.Equal(2, events.Json.GetProperty("events").GetArrayLength());
        Assert.True(profile.Status == 200, profile.Body);
        var shown = profile.Json.GetProperty("profile");
        Assert.Equal("c", shown.GetProperty("carts")[0].GetProperty("cartId").GetString());
        Assert.Equal("y", shown.GetProperty("traits").GetProperty("kept").GetString());
        Assert.Equal("York", shown.GetProperty("traits").GetProperty("home").GetProperty("city").GetString());
        Assert.DoesNotContain("\"\":", profile.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"cartViewed":null,"cartUpdated":{"cartId":"c","lines":[]}}""", Event.ActionOneofCase.CartUpdated)]
    [InlineData("""{"cartUpdated":{"cartId":"c","lines":[{"productId":"p","unitPrice":null}]},"cart_viewed":null,"custom":null}""", Event.ActionOneofCase.CartUpdated)]
    [InlineData("""{"occurTime":null,"shopperIdentified":{"traits":{"a":null}},"custom":null}""", Event.ActionOneofCase.ShopperIdentified)]
    public async Task A_member_that_is_null_is_absent(string action, Event.ActionOneofCase @case)
    {
        var answer = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", EventOf(Guid.NewGuid().ToString(), action));

        Assert.True(answer.Status == 200, answer.Body);
        var recorded = (await Fixture.Ingestion.ListEventsAsync(new() { ShopperId = answer.Json.GetProperty("shopperId").GetString() })).Events[0].Event;
        Assert.Equal(@case, recorded.ActionCase);
        if (recorded.ShopperIdentified is { } identified)
            Assert.Equal(Value.KindOneofCase.NullValue, identified.Traits.Fields["a"].KindCase);
    }

    [Fact]
    public async Task Two_actions_that_are_not_null_are_still_two()
    {
        var answer = await Fixture.SendAsync(
            HttpMethod.Post, "/v1/events", EventOf("u", """{"custom":null,"cartViewed":{"cartId":"c"},"cartUpdated":{"cartId":"c"}}"""));

        Assert.Equal((400, "FIELD_INVALID"), (answer.Status, answer.Reason));
        Assert.Equal(["event.cart_updated"], answer.Fields);
    }

    [Fact]
    public async Task A_bare_sum_beyond_the_digits_of_a_double_is_refused_and_one_in_quotes_is_exact()
    {
        const string Order = """{"orderRefunded":{"orderId":"o","amount":{"currencyCode":"GBP","units":#}}}""";

        var bare = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", EventOf("u", Order.Replace("#", "9007199254740993", StringComparison.Ordinal)));
        var text = await Fixture.SendAsync(HttpMethod.Post, "/v1/events", EventOf("u", Order.Replace("#", "\"9007199254740993\"", StringComparison.Ordinal)));

        Assert.Equal((400, "FIELD_INVALID"), (bare.Status, bare.Reason));
        Assert.Equal(["event.order_refunded.amount.units"], bare.Fields);
        Assert.Contains("send it as text", bare.Detail, StringComparison.Ordinal);
        Assert.True(text.Status == 200, text.Body);
    }

    const string LineOfOrder =
        """{"orderCompleted":{"orderId":"o","total":{"currencyCode":"eur","units":9},"lines":[{"productId":"p","quantity":#},{"productId":"discount","unitPrice":{"currencyCode":"[EUR]","units":-1}},{"productId":"q","imageUrl":"//cdn.example/q.png","productUrl":"/q"}]}}""";

    [Theory]
    [InlineData("2")]
    [InlineData("2.0")]
    [InlineData("\"2\"")]
    [InlineData("2e0")]
    public async Task An_order_is_taken_as_stores_write_it(string quantity)
    {
        var answer = await Fixture.SendAsync(
            HttpMethod.Post, "/v1/events", EventOf(Guid.NewGuid().ToString(), LineOfOrder.Replace("#", quantity, StringComparison.Ordinal)));

        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal(
            ["order_completed.lines[1]", "order_completed.lines[2].product_url"],
            answer.Json.GetProperty("warnings").EnumerateArray().Select(warning => warning.GetProperty("field").GetString()));
        var events = await Fixture.SendAsync(HttpMethod.Get, $"/v1/shoppers/{answer.Json.GetProperty("shopperId").GetString()}/events");
        var order = events.Json.GetProperty("events")[0].GetProperty("event").GetProperty("orderCompleted");
        Assert.Equal("EUR", order.GetProperty("total").GetProperty("currencyCode").GetString());
        var lines = order.GetProperty("lines").EnumerateArray().ToList();
        Assert.Equal(("p", 2), (lines[0].GetProperty("productId").GetString(), lines[0].GetProperty("quantity").GetInt32()));
        Assert.Equal("https://cdn.example/q.png", lines[1].GetProperty("imageUrl").GetString());
    }

    /// <summary>A schema that is another one is told at once, with the field.</summary>
    [Theory]
    [InlineData("\"two\"")]
    [InlineData("\"2.5\"")]
    [InlineData("2.5")]
    [InlineData("1,\"price\":27.99")]
    [InlineData("1,\"unitPrice\":\"27.99\"")]
    [InlineData("1,\"unitPrice\":27.99")]
    public async Task What_is_no_quantity_or_no_price_is_refused_with_its_field(string quantity)
    {
        var answer = await Fixture.SendAsync(
            HttpMethod.Post, "/v1/events", EventOf("u", LineOfOrder.Replace("#", quantity, StringComparison.Ordinal)));

        Assert.True(answer.Status == 400, answer.Body);
        Assert.StartsWith("event.order_completed.lines[0].", Assert.Single(answer.Fields), StringComparison.Ordinal);
    }

    Task<RestAnswer> SendAsync(string user, string identified) =>
        Fixture.SendAsync(HttpMethod.Post, "/v1/events", EventOf(user, $$"""{"shopperIdentified":{{identified}}}"""));

    static string EventOf(string user, string members) =>
        $$$"""{"eventId":"{{{Guid.NewGuid()}}}","identifiers":{"userId":"{{{user}}}"},{{{members[1..]}}}""";

    /// <summary>An event in the log that admission has not seen.</summary>
    async Task<long> AppendAsBeforeAsync(string shopperId, int partition, Event @event)
    {
        @event.OccurTime = GatewayFixture.Now.ToTimestamp();
        await using var connection = new NpgsqlConnection(Fixture.Suite.Databases["ingestion"]);
        await connection.OpenAsync();
        await using var append = new NpgsqlCommand(
            """
            WITH lock AS MATERIALIZED (SELECT pg_advisory_xact_lock(7106407)),
            head AS (UPDATE ingestion.heads SET sequence = sequence + 1 FROM lock WHERE partition = $1 RETURNING partition, sequence, log_time)
            INSERT INTO ingestion.events (partition, sequence, shop_id, shopper_id, log_time, depth, payload)
            SELECT partition, sequence, $2, $3, log_time, 0, $4 FROM head RETURNING sequence
            """,
            connection)
        {
            Parameters = { new() { Value = partition }, new() { Value = Fixture.Shop.ShopId }, new() { Value = Guid.Parse(shopperId) }, new() { Value = @event.ToByteArray() } },
        };
        return (long)(await append.ExecuteScalarAsync())!;
    }
}
