using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Leaving_out_identifiers(RunningIngestion ingestion)
{
    [Fact]
    public async Task Two_who_are_called_undefined_stay_two()
    {
        var shop = await ingestion.ShopAsync();
        var one = await RecordAsync(shop, new Identifiers { UserId = "undefined", Email = "a@shop.example.com" });
        var other = await RecordAsync(shop, new Identifiers { UserId = "undefined", Email = "b@shop.example.com" });
        Assert.NotEqual(one.ShopperId, other.ShopperId);
        var warning = Assert.Single(other.Warnings);
        Assert.Equal(("PLACEHOLDER_IDENTIFIER", "identifiers.user_id"), (warning.Reason, warning.Field));
        Assert.StartsWith("identifiers.user_id was left out: it is a placeholder", warning.Detail, StringComparison.Ordinal);
        Assert.All(await ingestion.Log().ShopAsync(shop.ShopId), record => Assert.Equal("", record.Event.Identifiers.UserId));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "PLACEHOLDER_IDENTIFIER", "event.identifiers.user_id"),
            await Refusal.OfAsync(() => RecordAsync(shop, new Identifiers { UserId = "undefined" })));
    }

    [Fact]
    public async Task A_number_that_cannot_be_read_costs_no_order_and_however_it_is_written_it_is_one()
    {
        var shop = await ingestion.ShopAsync();
        var order = Build.Event(e => e.OrderCompleted = new OrderCompleted { OrderId = "o", Lines = { Build.Line() }, Total = Build.Money(40) });
        order.Identifiers = new Identifiers { UserId = "ada", Phone = "030 1234567" };
        var answer = await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = order });
        Assert.Equal(Outcome.Recorded, answer.Outcome);
        Assert.Equal("identifiers.phone", Assert.Single(answer.Warnings).Field);

        var first = await RecordAsync(shop, new Identifiers { Phone = "+49 (0)30 1234567" });
        var second = await RecordAsync(shop, new Identifiers { Phone = "0049 30/1234567" });
        Assert.Equal(first.ShopperId, second.ShopperId);
        Assert.Empty(first.Warnings);
    }

    [Fact]
    public async Task A_second_login_on_a_device_is_another_shopper_on_either_replica()
    {
        var shop = await ingestion.ShopAsync();
        var ann = await RecordAsync(shop, new Identifiers { UserId = "ann", AnonymousId = "d" });
        var bob = await RecordAsync(shop, new Identifiers { UserId = "bob", AnonymousId = "d" }, replica: 1);
        Assert.NotEqual(ann.ShopperId, bob.ShopperId);
        Assert.Equal(bob.ShopperId, (await RecordAsync(shop, new Identifiers { AnonymousId = "d" })).ShopperId);
        var cid = await RecordAsync(shop, new Identifiers { Email = "cid@shop.example.com", AnonymousId = "e" });
        Assert.NotEqual(cid.ShopperId, (await RecordAsync(shop, new Identifiers { Email = "dan@shop.example.com", AnonymousId = "e" }, 1)).ShopperId);
    }

    [Fact]
    public async Task Two_guests_who_share_a_phone_stay_two_on_either_replica()
    {
        var shop = await ingestion.ShopAsync();
        var ada = await RecordAsync(shop, new Identifiers { Email = "ada@shop.example.com", Phone = "+49 30 1234567" });
        var ben = await RecordAsync(shop, new Identifiers { Email = "ben@shop.example.com", Phone = "+49 30 1234567" }, replica: 1);
        Assert.NotEqual(ada.ShopperId, ben.ShopperId);
        Assert.Equal(ada.ShopperId, (await RecordAsync(shop, new Identifiers { Phone = "+49 30 1234567" })).ShopperId);
        var cid = await RecordAsync(shop, new Identifiers { Email = "cid@shop.example.com", ExternalId = "n/a" });
        var dan = await RecordAsync(shop, new Identifiers { Email = "dan@shop.example.com", ExternalId = "n/a" });
        Assert.NotEqual(cid.ShopperId, dan.ShopperId);
        Assert.Equal("identifiers.external_id", Assert.Single(dan.Warnings).Field);
        // What may be dialled in every area is nobody's.
        var local = await RecordAsync(shop, new Identifiers { UserId = "eve", Phone = "+1 555 0123" });
        Assert.Equal("identifiers.phone", Assert.Single(local.Warnings).Field);
    }

    [Fact]
    public async Task History_says_when_it_was_or_costs_only_itself()
    {
        var shop = await ingestion.ShopAsync();
        var dated = Build.Event(e => e.OccurTime = DateTimeOffset.UtcNow.AddDays(-400).ToTimestamp());
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(
            new BatchRecordEventsRequest { History = true, Events = { Build.Event(), dated, Build.Event() } });
        Assert.Equal([Outcome.Rejected, Outcome.Recorded, Outcome.Rejected], answer.Outcomes);
        Assert.Equal(("FIELD_REQUIRED", "occur_time"), (answer.Rejections[0].Reason, answer.Rejections[0].Field));
        Assert.Contains("say when it happened, or leave history out", answer.Rejections[2].Detail, StringComparison.Ordinal);
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "event.occur_time"),
            await Refusal.OfAsync(async () => await ingestion.AsShop(shop).RecordEventAsync(
                new RecordEventRequest { Event = Build.Event(e => e.History = true) })));
    }

    [Fact]
    public async Task A_letter_that_looks_like_another_leads_to_nobody_elses_profile()
    {
        var shop = await ingestion.ShopAsync();
        var mike = await RecordAsync(shop, new Identifiers { Email = "mike@shop.example.com" });
        Assert.NotEqual(mike.ShopperId, (await RecordAsync(shop, new Identifiers { Email = "mi\u212Ae@shop.example.com" })).ShopperId);
        var umlaut = await RecordAsync(shop, new Identifiers { Email = "ada@bücher.example" });
        Assert.Equal(umlaut.ShopperId, (await RecordAsync(shop, new Identifiers { Email = "ada@bu\u0308cher.example" })).ShopperId);
    }

    [Fact]
    public async Task A_batch_tells_it_by_index_and_says_for_all_that_they_are_history()
    {
        var shop = await ingestion.ShopAsync();
        var request = new BatchRecordEventsRequest
        {
            History = true,
            Events =
            {
                Build.Event(), Build.Event(new Identifiers { UserId = "ada", Email = "root@localhost" }), Build.Event(new Identifiers { UserId = "null" }),
            },
        };
        foreach (var past in request.Events)
            past.OccurTime = DateTimeOffset.UtcNow.AddDays(-1).ToTimestamp();
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(request);
        Assert.Equal([Outcome.Recorded, Outcome.Recorded, Outcome.Rejected], answer.Outcomes);
        var (index, warnings) = Assert.Single(answer.Warnings);
        Assert.Equal((1, "FIELD_INVALID", "identifiers.email"), (index, warnings.Warnings_[0].Reason, Assert.Single(warnings.Warnings_).Field));
        Assert.Equal("PLACEHOLDER_IDENTIFIER", Assert.Single(answer.Rejections).Value.Reason);
        Assert.All(await ingestion.Log().ShopAsync(shop.ShopId), record => Assert.True(record.Event.History));
    }

    [Fact]
    public async Task A_stream_tells_it_by_position_and_says_of_a_batch_that_it_is_history()
    {
        var shop = await ingestion.ShopAsync();
        using var call = ingestion.AsShop(shop).StreamEvents();
        var past = Build.Event(eventId: "past");
        past.OccurTime = DateTimeOffset.UtcNow.AddDays(-1).ToTimestamp();
        await call.RequestStream.WriteAsync(new StreamEventsRequest { FirstPosition = 1, History = true, Events = { past } });
        await call.RequestStream.WriteAsync(new StreamEventsRequest
        {
            FirstPosition = 2, Events = { Build.Event(eventId: "now"), Build.Event(new Identifiers { UserId = "guest", AnonymousId = "d" }) },
        });
        await call.RequestStream.CompleteAsync();
        var acks = await call.ResponseStream.ReadAllAsync().ToListAsync();
        Assert.Equal((3L, "PLACEHOLDER_IDENTIFIER"), Assert.Single(acks.SelectMany(ack => ack.Warnings).Select(pair => (pair.Key, pair.Value.Warnings_[0].Reason))));
        var logged = (await ingestion.Log().ShopAsync(shop.ShopId)).ToDictionary(record => record.Event.EventId, record => record.Event.History);
        Assert.True(logged["past"]);
        Assert.False(logged["now"]);
    }

    async Task<RecordEventResponse> RecordAsync(Automation.Testing.SuiteShop shop, Identifiers identifiers, int replica = 0) =>
        await ingestion.AsShop(shop, replica).RecordEventAsync(new RecordEventRequest { Event = Build.Event(identifiers) });
}
