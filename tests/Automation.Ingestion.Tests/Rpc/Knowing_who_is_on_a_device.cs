using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Knowing_who_is_on_a_device(RunningIngestion ingestion)
{
    readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task A_login_that_arrives_late_leaves_the_device_where_it_is_on_either_replica()
    {
        var shop = await ingestion.ShopAsync();
        var ann = await LoginAsync(shop, "ann", -120);
        var bob = await LoginAsync(shop, "bob", -30, replica: 1);
        Assert.Equal(ann, await LoginAsync(shop, "ann", -60));
        Assert.Equal(bob, await VisitAsync(shop));
        Assert.Equal(ann, await LoginAsync(shop, "ann", -90, replica: 1));
        Assert.Equal(bob, await VisitAsync(shop));
        // One that comes late, and yet after all that is known.
        Assert.Equal(ann, await LoginAsync(shop, "ann", -20, replica: 1));
        Assert.Equal(ann, await VisitAsync(shop));
    }

    [Fact]
    public async Task Who_was_known_there_again_keeps_it_on_either_replica()
    {
        var shop = await ingestion.ShopAsync();
        var ann = await LoginAsync(shop, "ann", -120);
        await LoginAsync(shop, "ann", -30);
        var bob = await LoginAsync(shop, "bob", -60, replica: 1);
        Assert.NotEqual(ann, bob);
        Assert.Equal(ann, await VisitAsync(shop));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_logins_of_one_batch_count_in_the_order_in_which_they_happened(bool isTurned)
    {
        var shop = await ingestion.ShopAsync();
        Event[] logins = [Login("ann", -60), Login("bob", -30)];
        var answer = await ingestion.AsShop(shop).BatchRecordEventsAsync(
            new BatchRecordEventsRequest { Events = { isTurned ? logins.Reverse() : logins } });
        Assert.Equal([Outcome.Recorded, Outcome.Recorded], answer.Outcomes);
        Assert.Equal(await RecordAsync(shop, Build.Event(new Identifiers { UserId = "bob" })), await VisitAsync(shop));
    }

    [Fact]
    public async Task An_import_leaves_it_where_it_is_and_what_is_dated_ahead_counts_from_now()
    {
        var shop = await ingestion.ShopAsync();
        var ann = await LoginAsync(shop, "ann", 9);
        var import = Login("bob", 0);
        import.History = true;
        await RecordAsync(shop, import);
        Assert.Equal(ann, await VisitAsync(shop));
        var cid = await RecordAsync(shop, Build.Event(new Identifiers { UserId = "cid", AnonymousId = "d" }));
        Assert.Equal(cid, await VisitAsync(shop));
    }

    Event Login(string user, int minute)
    {
        var login = Build.Event(new Identifiers { UserId = user, AnonymousId = "d" });
        login.OccurTime = _now.AddMinutes(minute).ToTimestamp();
        return login;
    }

    Task<string> LoginAsync(SuiteShop shop, string user, int minute, int replica = 0) => RecordAsync(shop, Login(user, minute), replica);

    Task<string> VisitAsync(SuiteShop shop) => RecordAsync(shop, Build.Event(new Identifiers { AnonymousId = "d" }));

    async Task<string> RecordAsync(SuiteShop shop, Event said, int replica = 0) =>
        (await ingestion.AsShop(shop, replica).RecordEventAsync(new RecordEventRequest { Event = said })).ShopperId;
}
