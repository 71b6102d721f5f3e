using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Testing;
using Npgsql;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>Two replicas on a driven clock.</summary>
public sealed class DrivenIngestion : IAsyncLifetime
{
    public Suite Suite { get; private set; } = null!;

    public async Task InitializeAsync() => Suite = await Suite.StartAsync(new SuitePlan
    {
        Services = ["ingestion"],
        Replicas = new Dictionary<string, int> { ["ingestion"] = 2 },
        DrivenFrom = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
    });

    public async Task DisposeAsync() => await Suite.DisposeAsync();
}

[Trait("kind", "stack")]
public sealed class Living_with_clocks(DrivenIngestion driven) : IClassFixture<DrivenIngestion>
{
    /// <summary>Timers rest on what Heads has promised; a replica whose clock is 5 s behind must not break the promise.</summary>
    [Fact]
    public async Task A_replica_with_a_clock_behind_logs_nothing_before_what_another_has_reported()
    {
        var suite = driven.Suite;
        var now = suite.Clock!.Now;
        using var late = new SuiteClock(now.AddSeconds(-5));
        suite["ingestion", 1].Environment["Clock__Path"] = late.Folder;
        await suite["ingestion", 1].RestartAsync();
        var shop = await suite.CreateShopAsync();

        Assert.Equal(now, (await HeadsAsync(suite, 0)).AsOfTime.ToDateTimeOffset());
        Assert.Equal(now, await RecordAsync(suite, shop, 1));
        Assert.Equal(now, (await HeadsAsync(suite, 1)).AsOfTime.ToDateTimeOffset());

        // A log time, too, is a floor, and for every partition.
        suite.Clock.MoveBy(TimeSpan.FromMinutes(1));
        Assert.Equal(now.AddMinutes(1), await RecordAsync(suite, shop, 0));
        for (var i = 0; i < 20; i++)
            Assert.Equal(now.AddMinutes(1), await RecordAsync(suite, shop, 1));

        // Once it has caught up, its own time counts again.
        late.MoveTo(now.AddMinutes(2));
        Assert.Equal(now.AddMinutes(2), await RecordAsync(suite, shop, 1));
    }

    [Fact]
    public async Task An_event_id_is_remembered_for_seven_days_of_the_shop_clock_and_not_for_ever()
    {
        var suite = driven.Suite;
        var shop = await suite.CreateShopAsync();
        var client = new IngestionService.IngestionServiceClient(suite.AsShop("ingestion", shop));
        var sent = Build.Event();
        async Task<Outcome> SendAsync() => (await client.RecordEventAsync(new RecordEventRequest { Event = sent })).Outcome;
        Assert.Equal(Outcome.Recorded, await SendAsync());

        suite.Clock!.MoveBy(TimeSpan.FromDays(7));
        Assert.Equal(Outcome.Duplicate, await SendAsync());
        // It prunes as it starts.
        await suite["ingestion"].RestartAsync();
        Assert.Equal(Outcome.Duplicate, await SendAsync());

        suite.Clock.MoveBy(TimeSpan.FromDays(2));
        await Eventually.TrueAsync("the old id is forgotten", async () => await SendAsync() is Outcome.Recorded);
        Assert.Equal(Outcome.Duplicate, await SendAsync());
    }

    [Fact]
    public async Task Who_holds_a_cart_is_remembered_for_180_days_after_it_was_last_changed()
    {
        var suite = driven.Suite;
        var shop = await suite.CreateShopAsync();
        async Task<int> ToldAsync(string cartId)
        {
            var order = Build.Event();
            order.OrderCompleted = new OrderCompleted { OrderId = cartId, CartId = cartId, Lines = { Build.Line() }, Total = Build.Money(40) };
            await SendAsync(order);
            var logged = await new EventLogReading(new(suite.AsService("ingestion"))).ShopAsync(shop.ShopId);
            return logged.Count(record => record.Control?.OrderElsewhere.Order.CartId == cartId);
        }
        async Task ChangeAsync(string cartId)
        {
            var change = Build.Event(Build.Identifiers("visitor"));
            change.CartUpdated = new CartUpdated { CartId = cartId, Lines = { Build.Line() } };
            await SendAsync(change);
        }
        async Task SendAsync(Event said) => await new IngestionService.IngestionServiceClient(suite.AsShop("ingestion", shop))
            .RecordEventAsync(new RecordEventRequest { Event = said });

        await ChangeAsync("left");
        await ChangeAsync("used");
        await ChangeAsync("ordered");
        suite.Clock!.MoveBy(TimeSpan.FromDays(40));
        await ChangeAsync("used");
        suite.Clock.MoveBy(TimeSpan.FromDays(139));
        await suite["ingestion"].RestartAsync();
        Assert.Equal(1, await ToldAsync("ordered"));

        suite.Clock.MoveBy(TimeSpan.FromDays(2));
        // It prunes as it starts.
        await suite["ingestion"].RestartAsync();
        await Eventually.TrueAsync("the cart that was left is forgotten", async () => await HoldersAsync(suite) <= 1);
        Assert.Equal(0, await ToldAsync("left"));
        Assert.Equal(1, await ToldAsync("used"));
    }

    [Fact]
    public async Task Which_order_closed_a_cart_is_remembered_for_180_days()
    {
        var suite = driven.Suite;
        var shop = await suite.CreateShopAsync();
        var client = new IngestionService.IngestionServiceClient(suite.AsShop("ingestion", shop));
        foreach (var cartId in new[] { "one", "two" })
        {
            await client.RecordEventAsync(new RecordEventRequest { Event = Build.Event(said => said.OrderCompleted =
                new OrderCompleted { OrderId = cartId, CartId = cartId, Lines = { Build.Line() }, Total = Build.Money(40) }) });
        }
        var ordered = suite.Clock!.Now;
        async Task<int> ToldAsync(string cartId)
        {
            await client.RecordEventAsync(new RecordEventRequest { Event = Build.Event(said => said.CheckoutStarted = new() { CartId = cartId }) });
            var logged = await new EventLogReading(new(suite.AsService("ingestion"))).ShopAsync(shop.ShopId);
            return logged.Count(record => record.Control?.OrderElsewhere.Order.CartId == cartId);
        }

        suite.Clock.MoveBy(TimeSpan.FromDays(179));
        await suite["ingestion"].RestartAsync();
        Assert.Equal(1, await ToldAsync("one"));

        suite.Clock.MoveBy(TimeSpan.FromDays(2));
        // It prunes as it starts.
        await suite["ingestion"].RestartAsync();
        await Eventually.TrueAsync("the orders are forgotten", async () =>
            await CountAsync(suite, $"cart_orders WHERE log_time <= '{ordered:O}'") == 0);
        Assert.Equal(0, await ToldAsync("two"));
    }

    static Task<long> HoldersAsync(Suite suite) => CountAsync(suite, "cart_holders");

    static async Task<long> CountAsync(Suite suite, string rows)
    {
        await using var database = NpgsqlDataSource.Create(suite.Databases["ingestion"]);
        await using var command = database.CreateCommand($"SELECT count(*) FROM ingestion.{rows}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    static async Task<HeadsResponse> HeadsAsync(Suite suite, int replica) =>
        await new EventLogService.EventLogServiceClient(suite.AsService("ingestion", replica: replica)).HeadsAsync(new HeadsRequest());

    static async Task<DateTimeOffset> RecordAsync(Suite suite, SuiteShop shop, int replica)
    {
        var client = new IngestionService.IngestionServiceClient(suite.AsShop("ingestion", shop, replica));
        var position = (await client.RecordEventAsync(new RecordEventRequest { Event = Build.Event() })).Position;
        var log = new EventLogReading(new(suite.AsService("ingestion")));
        return (await log.PartitionAsync(position.Partition, position.Sequence - 1))[0].LogTime.ToDateTimeOffset();
    }
}
