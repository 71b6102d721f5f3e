using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.EventLog.Following;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Recording_an_event(RunningIngestion ingestion)
{
    [Fact]
    public async Task It_stands_in_the_log_where_the_answer_says()
    {
        var shop = await ingestion.ShopAsync();
        var sent = Build.Event();
        var answer = await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = sent });

        Assert.Equal(Outcome.Recorded, answer.Outcome);
        Assert.Equal(Partitions.Of(shop.ShopId, answer.ShopperId), answer.Position.Partition);
        var logged = Assert.Single(await ingestion.Log().PartitionAsync(answer.Position.Partition, answer.Position.Sequence - 1),
            record => record.Sequence == answer.Position.Sequence);
        Assert.Equal(shop.ShopId, logged.ShopId);
        Assert.Equal(answer.ShopperId, logged.ShopperId);
        Assert.Equal(0, logged.Depth);
        var heads = await ingestion.Log(replica: 1).HeadsAsync();
        Assert.True(heads.Heads[answer.Position.Partition].Sequence >= answer.Position.Sequence);
        Assert.True(logged.LogTime.ToDateTimeOffset() < heads.AsOfTime.ToDateTimeOffset());
        sent.OccurTime = logged.Event.OccurTime;
        Assert.Equal(sent, logged.Event);
    }

    [Fact]
    public async Task Sent_again_it_succeeds_and_changes_nothing()
    {
        var shop = await ingestion.ShopAsync();
        var sent = Build.Event();
        await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = sent });
        // Under the same id with another shopper, through the other replica.
        var again = await ingestion.AsShop(shop, replica: 1).RecordEventAsync(
            new RecordEventRequest { Event = Build.Event(Build.Identifiers("somebody-else"), sent.EventId) });

        Assert.Equal(new RecordEventResponse { Outcome = Outcome.Duplicate }, again);
        Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId));
        var refusal = await Refusal.OfAsync(async () => await ingestion.AsShop(shop).LookUpShopperAsync(
            new LookUpShopperRequest { Identifiers = Build.Identifiers("somebody-else") }));
        Assert.Equal("NOT_FOUND", refusal.Reason);
    }

    [Fact]
    public async Task A_rejection_names_reason_and_field_and_has_no_effect()
    {
        var shop = await ingestion.ShopAsync();
        var wrong = Build.Event();
        wrong.ProductViewed.Product.UnitPrice.CurrencyCode = "euro";
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_INVALID", "event.product_viewed.product.unit_price.currency_code"),
            await RefusalOfAsync(shop, wrong));

        var early = Build.Event(e => e.OccurTime = DateTimeOffset.UtcNow.AddMinutes(11).ToTimestamp());
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "OCCUR_TIME_IN_FUTURE", "event.occur_time"), await RefusalOfAsync(shop, early));
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "EVENT_TOO_LARGE", "event"), await RefusalOfAsync(shop, Build.OfSize(33 * 1024)));
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "event"), await RefusalOfAsync(shop, null));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "event.event_id"), await RefusalOfAsync(shop, Build.Event(eventId: "")));
        Assert.Equal(
            new Refusal(StatusCode.PermissionDenied, "SERVICE_CREDENTIAL_REQUIRED", "event.message_settled"),
            await RefusalOfAsync(shop, Build.Event(e => e.MessageSettled = new MessageSettled())));
        Assert.Empty(await ingestion.Log().ShopAsync(shop.ShopId));
    }

    [Fact]
    public async Task An_event_of_exactly_32_KB_is_recorded_whole()
    {
        var shop = await ingestion.ShopAsync();
        var sent = Build.OfSize(32_768);
        await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = sent });
        var logged = Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId));
        Assert.Equal(sent.Custom, logged.Event.Custom);
    }

    [Fact]
    public async Task A_product_has_no_shopper_and_its_own_partition()
    {
        var shop = await ingestion.ShopAsync();
        var answer = await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = Build.ProductUpserted("shirt-7") });
        Assert.Equal(("", Partitions.Of(shop.ShopId, "shirt-7")), (answer.ShopperId, answer.Position.Partition));
        var logged = Assert.Single(await ingestion.Log().ShopAsync(shop.ShopId));
        Assert.Equal("", logged.ShopperId);
    }

    [Fact]
    public async Task Names_of_one_shopper_lead_to_one_shopper_and_one_partition()
    {
        var shop = await ingestion.ShopAsync();
        var client = ingestion.AsShop(shop);
        var cookie = (await client.RecordEventAsync(new RecordEventRequest { Event = Build.Event(new Identifiers { AnonymousId = "cookie" }) })).ShopperId;
        var login = (await ingestion.AsShop(shop, replica: 1).RecordEventAsync(
            new RecordEventRequest { Event = Build.Event(new Identifiers { AnonymousId = "cookie", Email = " Ada@Example.com" }) })).ShopperId;
        var order = (await client.RecordEventAsync(new RecordEventRequest { Event = Build.Event(new Identifiers { Email = "ADA@example.com" }) })).ShopperId;
        Assert.Equal((cookie, cookie), (login, order));

        // An identifier that has an owner stays there: merging is somebody's decision, not an event's.
        var other = (await client.RecordEventAsync(new RecordEventRequest { Event = Build.Event(new Identifiers { UserId = "bob" }) })).ShopperId;
        var both = (await client.RecordEventAsync(
            new RecordEventRequest { Event = Build.Event(new Identifiers { UserId = "bob", Email = "ada@example.com" }) })).ShopperId;
        Assert.NotEqual(cookie, other);
        Assert.Equal(other, both);
        var found = await client.LookUpShopperAsync(new LookUpShopperRequest { Identifiers = new Identifiers { Email = "Ada@example.COM " } });
        Assert.Equal((cookie, Partitions.Of(shop.ShopId, cookie)), (found.ShopperId, found.Partition));
    }

    [Fact]
    public async Task A_service_records_for_a_shop_that_is_there()
    {
        var shop = await ingestion.ShopAsync();
        var answer = await ingestion.AsService(shop.ShopId).RecordEventAsync(new RecordEventRequest { Event = Build.Event() });
        Assert.Equal(Outcome.Recorded, answer.Outcome);
        Assert.Equal(
            new Refusal(StatusCode.NotFound, "SHOP_UNKNOWN", ""),
            await Refusal.OfAsync(async () =>
                await ingestion.AsService("no-such-shop").RecordEventAsync(new RecordEventRequest { Event = Build.Event() })));
        Assert.Equal(
            new Refusal(StatusCode.NotFound, "SHOP_UNKNOWN", ""),
            await Refusal.OfAsync(async () => await ingestion.AsService("").RecordEventAsync(new RecordEventRequest { Event = Build.Event() })));
    }

    Task<Refusal> RefusalOfAsync(Testing.SuiteShop shop, Event? wrong) =>
        Refusal.OfAsync(async () => await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = wrong }));
}
