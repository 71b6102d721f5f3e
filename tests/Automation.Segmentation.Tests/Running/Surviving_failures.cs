using Automation.Api.V1;
using Automation.Commerce.V1;
using Automation.Testing;
using Xunit;

namespace Automation.Segmentation.Tests.Running;

/// <summary>Two replicas, and everything around them failing.</summary>
public sealed class TwoReplicas : RunningSegmentation
{
    protected override int Replicas => 2;
}

[Trait("kind", "fault")]
public sealed class Surviving_failures(TwoReplicas running) : IClassFixture<TwoReplicas>
{
    [Fact]
    public async Task Killed_replicas_leave_every_event_folded_once()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        var sending = client.RecordAsync(Shoppers.Events(seed: 2, shoppers: 60, count: 6_000), batch: 100);
        for (var kill = 0; kill < 4; kill++)
        {
            var reached = await HeadsSumAsync();
            await RunningSegmentation.UntilAsync("some more is folded", async () => await HeadsSumAsync() > reached + 200 || sending.IsCompleted);
            await running.Suite["segmentation", kill % 2].RestartAsync();
        }
        await sending;
        await running.CaughtUpAsync();
        Assert.Equal(60, await running.AssertAllFoldedAsync(shop));
    }

    [Fact]
    public async Task Folded_anew_from_the_beginning_of_the_log_the_profiles_are_the_same()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.AsShop(shop).RecordAsync(Shoppers.Events(seed: 3, shoppers: 40, count: 2_000));
        await running.CaughtUpAsync();
        var shopperIds = (await running.ExpectedAsync(shop)).Keys;
        var before = await running.AnsweredAsync(shop, shopperIds);
        Assert.Equal(40, before.Count);

        await Task.WhenAll(running.Suite["segmentation", 0].StopAsync(), running.Suite["segmentation", 1].StopAsync());
        await running.ExecuteAsync(
            "segmentation", """
            TRUNCATE segmentation.profiles, segmentation.no_effect_records, segmentation.segment_partitions, segmentation.segment_states,
                segmentation.memberships, segmentation.follower_positions, segmentation.parked_records
            """);
        await Task.WhenAll(running.Suite["segmentation", 0].StartAsync(), running.Suite["segmentation", 1].StartAsync());
        await running.CaughtUpAsync();

        var after = await running.AnsweredAsync(shop, shopperIds);
        Assert.Equal(before.OrderBy(pair => pair.Key), after.OrderBy(pair => pair.Key));
        await running.AssertAllFoldedAsync(shop);
    }

    [Fact]
    public async Task Without_rabbitmq_and_redis_everything_is_folded_still()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        await client.RecordAsync(Shoppers.Events(seed: 4, shoppers: 20, count: 400));
        running.Suite.RabbitMq.Server.Kill();
        running.Suite.Redis.Server.Kill();
        try
        {
            await client.RecordAsync(Shoppers.Events(seed: 5, shoppers: 20, count: 600));
            await running.CaughtUpAsync();
            Assert.Equal(40, await running.AssertAllFoldedAsync(shop));

            // Both replicas answer for all partitions, and at a position that they are told.
            for (var replica = 0; replica < 2; replica++)
            {
                var recorded = await client.RecordEventAsync(new() { Event = Serving_profiles.Adding($"late{replica}", "late", $"p{replica}") });
                var answer = await running.Profiles(shop, replica).GetProfileAsync(
                    new() { ShopperId = recorded.ShopperId, MinPosition = recorded.Position });
                Assert.Equal(replica + 1, answer.Profile.Carts[0].Lines.Count);
            }
        }
        finally
        {
            await Task.WhenAll(running.Suite.RabbitMq.RestartAsync(), running.Suite.Redis.RestartAsync());
        }
        await client.RecordAsync(Shoppers.Events(seed: 6, shoppers: 20, count: 200));
        await running.CaughtUpAsync();
        Assert.Equal(61, await running.AssertAllFoldedAsync(shop));
    }

    [Fact]
    public async Task An_event_that_cannot_be_folded_is_parked_handed_on_and_holds_nobody_up()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        var parkedBefore = await ParkedAsync();
        var first = await client.RecordEventAsync(new() { Event = Order("o1", 7) });
        await running.CaughtUpAsync();
        // The database refuses every row of the shop that tells of this order.
        await running.ExecuteAsync(
            "segmentation",
            $"ALTER TABLE segmentation.profiles ADD CONSTRAINT no_second_order CHECK (shop_id <> '{shop.ShopId}' OR position('o2'::bytea IN state) = 0)");
        var second = await client.RecordEventAsync(new() { Event = Order("o2", 1) });
        var third = await client.RecordEventAsync(new() { Event = Serving_profiles.Adding("e3", "ann", "p") });
        await running.CaughtUpAsync();

        var profile = (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = first.ShopperId, MinPosition = third.Position })).Profile;
        Assert.Equal("o1", Assert.Single(profile.Orders).OrderId);
        Assert.Equal(7, profile.OrderSummary.NetTotals.Single().Units);
        Assert.Single(profile.Carts);
        var parked = Assert.Single((await ParkedAsync()).Except(parkedBefore));
        Assert.Equal((second.Position.Partition, second.Position.Sequence), parked);
        var record = Assert.Single((await running.MembershipLog.ReadPartitionAsync(
            new() { Partition = parked.Partition, AfterSequence = parked.Sequence - 1, MaxRecords = 1 })).Records);
        Assert.Equal("o2", record.Event.Event.OrderCompleted.OrderId);

        // The database takes it again: when it is retried, it is folded late.
        await running.ExecuteAsync("segmentation", "ALTER TABLE segmentation.profiles DROP CONSTRAINT no_second_order");
        await client.RecordEventAsync(new()
        {
            Event = new() { EventId = "refund", Identifiers = new() { UserId = "ann" }, OrderRefunded = new() { OrderId = "o1" } },
        });
        await running.CaughtUpAsync();
        await Parking.RetryParkedRecordAsync(new() { Follower = "segmentation", Partition = parked.Partition, Sequence = parked.Sequence });
        await RunningSegmentation.UntilAsync("the record is no longer parked", async () => !(await ParkedAsync()).Contains(parked));
        profile = (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = first.ShopperId })).Profile;
        Assert.Equal(1, profile.OrderSummary.OrderCount);
        Assert.Equal(1, profile.OrderSummary.NetTotals.Single().Units);
    }

    ParkingService.ParkingServiceClient Parking => new(running.Suite.AsService("segmentation"));

    async Task<List<(int Partition, long Sequence)>> ParkedAsync() =>
        (await Parking.ListParkedRecordsAsync(new() { Follower = "segmentation" })).Records
            .Select(record => (record.Partition, record.Sequence)).ToList();

    async Task<long> HeadsSumAsync()
    {
        for (var replica = 0; ; replica = 1 - replica)
        {
            try
            {
                var client = new Segmentation.V1.MembershipLogService.MembershipLogServiceClient(
                    running.Suite.AsService("segmentation", replica: replica));
                return (await client.HeadsAsync(new())).Heads.Sum(head => head.Sequence);
            }
            catch (Grpc.Core.RpcException error) when (error.StatusCode is Grpc.Core.StatusCode.Unavailable)
            {
                // The other replica is there.
            }
        }
    }

    static Event Order(string orderId, long units) => new()
    {
        EventId = orderId,
        Identifiers = new() { UserId = "ann" },
        OrderCompleted = new()
        {
            OrderId = orderId,
            Total = new() { CurrencyCode = "GBP", Units = units },
            Lines = { new LineItem { ProductId = "p", Quantity = 1 } },
        },
    };
}
