using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Recording_a_batch(RunningIngestion ingestion)
{
    [Fact]
    public async Task Each_event_has_its_own_outcome_in_request_order()
    {
        var shop = await ingestion.ShopAsync();
        var first = Build.Event();
        var bad = Build.Event(eventId: "");
        var request = new BatchRecordEventsRequest
        {
            Events = { first, bad, Build.Event(eventId: first.EventId), Build.Event(e => e.MessageSettled = new MessageSettled()), Build.ProductUpserted() },
        };
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(request);

        Assert.Equal(
            [Outcome.Recorded, Outcome.Rejected, Outcome.Duplicate, Outcome.Rejected, Outcome.Recorded], answer.Outcomes);
        Assert.Equal(["1 FIELD_REQUIRED event_id", "3 SERVICE_CREDENTIAL_REQUIRED message_settled"],
            answer.Rejections.Order(Comparer<KeyValuePair<int, Rejection>>.Create((a, b) => a.Key - b.Key))
                .Select(pair => $"{pair.Key} {pair.Value.Reason} {pair.Value.Field}"));
        Assert.All(answer.Rejections.Values, rejection => Assert.NotEmpty(rejection.Detail));
        var logged = await ingestion.Log().ShopAsync(shop.ShopId);
        Assert.Equal(2, logged.Count);
        // What is in the log is exactly where the answer says each touched partition has come to.
        Assert.Equal(
            logged.GroupBy(record => record.Partition).Select(group => (group.Key, group.Max(record => record.Sequence))).Order(),
            answer.Positions.Select(position => (position.Partition, position.Sequence)).Order());
    }

    [Fact]
    public async Task The_shopper_of_each_is_answered_to_who_asks_for_it()
    {
        var shop = await ingestion.ShopAsync();
        var first = Build.Event();
        var request = new BatchRecordEventsRequest
        {
            Events = { first, Build.Event(eventId: ""), Build.Event(eventId: first.EventId), Build.ProductUpserted(), Build.Event() },
        };
        Assert.Empty((await ingestion.AsShop(shop).BatchRecordEventsAsync(request)).ShopperIds);
        foreach (var @event in request.Events.Where(@event => @event.EventId.Length > 0))
            @event.EventId = $"again-{@event.EventId}";
        request.WithShopperIds = true;
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(request);
        var logged = (await ingestion.Log().ShopAsync(shop.ShopId)).ToLookup(record => record.Event.EventId, record => record.ShopperId);
        Assert.Equal([logged[request.Events[0].EventId].Single(), "", "", "", logged[request.Events[4].EventId].Single()], answer.ShopperIds);
    }

    [Fact]
    public async Task The_same_batch_again_is_all_duplicates()
    {
        var shop = await ingestion.ShopAsync();
        var request = new BatchRecordEventsRequest { Events = { Enumerable.Range(0, 200).Select(_ => Build.Event()) } };
        await ingestion.AsShop(shop).BatchRecordEventsAsync(request);
        var again = await ingestion.AsShop(shop, replica: 1).BatchRecordEventsAsync(request);
        Assert.All(again.Outcomes, outcome => Assert.Equal(Outcome.Duplicate, outcome));
        Assert.Empty(again.Positions);
        Assert.Equal(200, (await ingestion.Log().ShopAsync(shop.ShopId)).Count);
    }

    [Fact]
    public async Task Events_of_one_new_shopper_stand_in_their_order_under_one_id()
    {
        var shop = await ingestion.ShopAsync();
        var events = new[]
        {
            Build.Event(new Identifiers { AnonymousId = "c" }),
            Build.Event(new Identifiers { AnonymousId = "c", Email = "ada@example.com" }),
            Build.Event(new Identifiers { Email = "ada@example.com", UserId = "ada" }),
            Build.Event(new Identifiers { UserId = "ada", Phone = "+491701234567" }),
            Build.Event(new Identifiers { Phone = "+49 170 1234567" }),
        };
        await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } });
        var logged = await ingestion.Log().ShopAsync(shop.ShopId);
        Assert.Single(logged.Select(record => record.ShopperId).Distinct());
        Assert.Equal(events.Select(sent => sent.EventId), logged.Select(record => record.Event.EventId));
    }

    [Fact]
    public async Task A_batch_is_refused_as_a_whole_when_empty_or_too_large()
    {
        var shop = await ingestion.ShopAsync();
        Assert.Equal(new Refusal(StatusCode.InvalidArgument, "FIELD_REQUIRED", "events"), await RefusalOfAsync(shop, []));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "BATCH_TOO_LARGE", "events"),
            await RefusalOfAsync(shop, Enumerable.Range(0, 501).Select(_ => Build.Event())));
        Assert.Equal(
            new Refusal(StatusCode.InvalidArgument, "BATCH_TOO_LARGE", "events"),
            await RefusalOfAsync(shop, Enumerable.Range(0, 16).Select(i => Build.OfSize(i == 0 ? 32_001 : 32_000))));
        Assert.Empty(await ingestion.Log().ShopAsync(shop.ShopId));

        var largest = new BatchRecordEventsRequest { Events = { Enumerable.Range(0, 16).Select(_ => Build.OfSize(32_000)) } };
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(largest);
        Assert.All(answer.Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));
    }

    [Fact]
    public async Task A_batch_of_nothing_good_is_answered()
    {
        var shop = await ingestion.ShopAsync();
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { new Event(), new Event() } });
        Assert.Equal([Outcome.Rejected, Outcome.Rejected], answer.Outcomes);
        Assert.Empty(answer.Positions);
    }

    Task<Refusal> RefusalOfAsync(Testing.SuiteShop shop, IEnumerable<Event> events) => Refusal.OfAsync(async () =>
        await ingestion.AsShop(shop).BatchRecordEventsAsync(new BatchRecordEventsRequest { Events = { events } }));
}
