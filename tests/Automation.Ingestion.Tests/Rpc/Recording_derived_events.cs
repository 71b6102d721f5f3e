using Automation.Commerce.V1;
using Automation.Ingestion.Tests.Admission.AdmissionCases;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Recording_derived_events(RunningIngestion ingestion)
{
    [Fact]
    public async Task They_stand_in_the_log_of_their_shopper_with_depth_and_trace()
    {
        var shop = await ingestion.ShopAsync();
        var shopper = await ShopperAsync(shop);
        var derived = Derived(shop.ShopId, shopper);
        (derived.Depth, derived.Traceparent) = (3, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var settled = Derived(shop.ShopId, shopper);
        settled.Event.MessageSettled = new MessageSettled
        {
            MessageId = Guid.NewGuid().ToString(), RunId = Guid.NewGuid().ToString(), StepId = "send",
            Outcome = MessageOutcome.Sent, Channel = Channel.Email,
        };
        var answer = await SendAsync(derived, settled, derived);

        Assert.Equal([Outcome.Recorded, Outcome.Recorded, Outcome.Duplicate], answer.Outcomes);
        var logged = (await ingestion.Log().ShopAsync(shop.ShopId)).Where(record => record.ShopperId == shopper).ToList();
        Assert.Equal(3, logged.Count);
        Assert.Equal((3, derived.Traceparent, derived.Event.Custom), (logged[1].Depth, logged[1].Traceparent, logged[1].Event.Custom));
        Assert.Equal(settled.Event.MessageSettled, logged[2].Event.MessageSettled);
    }

    [Fact]
    public async Task Lower_prices_and_returned_stock_stand_there_too_by_the_lane_that_waits()
    {
        var shop = await ingestion.ShopAsync();
        var shopper = await ShopperAsync(shop);
        var (dropped, back) = (Derived(shop.ShopId, shopper), Derived(shop.ShopId, shopper));
        dropped.Event.PriceDropped = InterestCases.Dropped(_ => { }).PriceDropped;
        back.Event.BackInStock = InterestCases.Back(_ => { }).BackInStock;
        var request = new RecordDerivedEventsRequest { Events = { dropped, back }, Lane = Lane.Bulk };
        Assert.Equal([Outcome.Recorded, Outcome.Recorded], (await ingestion.Derived.RecordDerivedEventsAsync(request)).Outcomes);

        var logged = (await ingestion.Log().ShopAsync(shop.ShopId)).Where(record => record.ShopperId == shopper).ToList();
        Assert.Equal((dropped.Event.PriceDropped, back.Event.BackInStock), (logged[1].Event.PriceDropped, logged[2].Event.BackInStock));
        request.Lane = (Lane)9;
        Assert.Equal("lane", (await Refusal.OfAsync(async () => await ingestion.Derived.RecordDerivedEventsAsync(request))).Field);
    }

    [Fact]
    public async Task Each_is_judged_on_its_own_and_against_its_own_shop()
    {
        var shop = await ingestion.ShopAsync();
        var other = await ingestion.ShopAsync();
        var shopper = await ShopperAsync(shop);
        var deep = Derived(shop.ShopId, shopper);
        deep.Depth = 17;
        var answer = await SendAsync(
            Derived(shop.ShopId, shopper),
            Derived(other.ShopId, shopper),
            Derived("no-such-shop", shopper),
            Derived(new string('x', 5_000), shopper),
            deep,
            Derived(shop.ShopId, Guid.NewGuid().ToString()));

        Assert.Equal(
            ["NOT_FOUND shopper_id", "SHOP_UNKNOWN shop_id", "SHOP_UNKNOWN shop_id", "DERIVED_TOO_DEEP depth", "NOT_FOUND shopper_id"],
            Enumerable.Range(1, 5).Select(i => $"{answer.Rejections[i].Reason} {answer.Rejections[i].Field}"));
        Assert.Equal(Outcome.Recorded, answer.Outcomes[0]);
        Assert.All(answer.Outcomes.Skip(1), outcome => Assert.Equal(Outcome.Rejected, outcome));
        Assert.Empty(await ingestion.Log().ShopAsync(other.ShopId));
    }

    [Fact]
    public async Task A_shops_key_is_not_accepted_here()
    {
        var shop = await ingestion.ShopAsync();
        var client = new DerivedEventService.DerivedEventServiceClient(ingestion.Suite.AsShop("ingestion", shop));
        Assert.Equal(
            new Refusal(StatusCode.PermissionDenied, "SERVICE_CREDENTIAL_REQUIRED", ""),
            await Refusal.OfAsync(async () => await client.RecordDerivedEventsAsync(
                new RecordDerivedEventsRequest { Events = { Derived(shop.ShopId, Guid.NewGuid().ToString()) } })));
    }

    [Fact]
    public async Task Too_many_or_none_are_refused()
    {
        Assert.Equal("FIELD_REQUIRED", (await Refusal.OfAsync(async () => await SendAsync())).Reason);
        var many = Enumerable.Range(0, 501).Select(_ => Derived("shop", Guid.NewGuid().ToString())).ToArray();
        Assert.Equal("BATCH_TOO_LARGE", (await Refusal.OfAsync(async () => await SendAsync(many))).Reason);
    }

    async Task<string> ShopperAsync(Testing.SuiteShop shop) =>
        (await ingestion.AsShop(shop).RecordEventAsync(new RecordEventRequest { Event = Build.Event() })).ShopperId;

    async Task<RecordDerivedEventsResponse> SendAsync(params DerivedEvent[] events) =>
        await ingestion.Derived.RecordDerivedEventsAsync(new RecordDerivedEventsRequest { Events = { events } });

    static DerivedEvent Derived(string shopId, string shopperId)
    {
        var custom = Build.Custom("score_changed");
        custom.Identifiers = null;
        return new DerivedEvent { ShopId = shopId, ShopperId = shopperId, Depth = 1, Event = custom };
    }
}
