using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Clients.Segmentation;
using Automation.Testing;
using Grpc.Core;
using StackExchange.Redis;
using Xunit;

namespace Automation.Segmentation.Tests.Running;

[Trait("kind", "stack")]
[Collection(SegmentationCollection.Name)]
public sealed class Serving_profiles(RunningSegmentation running)
{
    [Fact]
    public async Task An_acked_event_is_in_the_profile_that_is_asked_for_at_its_position()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        for (var number = 1; number <= 20; number++)
        {
            var recorded = await client.RecordEventAsync(new() { Event = Adding($"e{number}", "ann", $"p{number}") });
            var answer = await running.Profiles(shop).GetProfileAsync(
                new() { ShopperId = recorded.ShopperId, MinPosition = recorded.Position });
            Assert.Equal(number, Assert.Single(answer.Profile.Carts).Lines.Count);
            Assert.Equal(recorded.Position, answer.Profile.Position);
            Assert.Equal("ann", answer.Profile.UserId);
        }
    }

    [Fact]
    public async Task A_position_that_is_not_reached_is_waited_for_two_seconds_and_told()
    {
        var shop = await running.Suite.CreateShopAsync();
        var recorded = await running.AsShop(shop).RecordEventAsync(new() { Event = Adding("e", "ann", "p") });
        var waited = Stopwatch.StartNew();
        // UNAVAILABLE is what clients of the suite repeat; this channel does not.
        var fault = await FaultAsync(StatusCode.Unavailable, () => running.Profiles(shop).GetProfileAsync(new()
        {
            ShopperId = recorded.ShopperId,
            MinPosition = new() { Partition = recorded.Position.Partition, Sequence = recorded.Position.Sequence + 1_000 },
        }).ResponseAsync);
        Assert.Equal("POSITION_NOT_REACHED", fault.Reason);
        Assert.InRange(waited.Elapsed, TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task Shops_are_walls()
    {
        var mine = await running.Suite.CreateShopAsync();
        var theirs = await running.Suite.CreateShopAsync();
        var recorded = await running.AsShop(mine).RecordEventAsync(new() { Event = Adding("e", "ann", "p") });
        var request = new GetProfileRequest { ShopperId = recorded.ShopperId, MinPosition = recorded.Position };
        Assert.NotNull((await running.Profiles(mine).GetProfileAsync(request)).Profile);

        var fault = await FaultAsync(StatusCode.NotFound, () => running.Profiles(theirs).GetProfileAsync(request).ResponseAsync);
        Assert.Equal("NOT_FOUND", fault.Reason);
        Assert.Empty((await running.Profiles(theirs).BatchGetProfilesAsync(new() { ShopperIds = { recorded.ShopperId } })).Profiles);

        var asService = new ProfileService.ProfileServiceClient(running.Suite.AsService("segmentation", theirs.ShopId));
        await FaultAsync(StatusCode.NotFound, () => asService.GetProfileAsync(request).ResponseAsync);
        var nowhere = new ProfileService.ProfileServiceClient(running.Suite.AsService("segmentation"));
        await FaultAsync(StatusCode.NotFound, () => nowhere.GetProfileAsync(request).ResponseAsync);
        var nobody = new ProfileService.ProfileServiceClient(running.Suite.AsNobody("segmentation"));
        await FaultAsync(StatusCode.Unauthenticated, () => nobody.GetProfileAsync(request).ResponseAsync);
    }

    [Fact]
    public async Task Many_profiles_come_in_request_order_without_those_not_found()
    {
        var shop = await running.Suite.CreateShopAsync();
        var recorded = new List<(string ShopperId, LogPosition Position)>();
        for (var number = 0; number < 5; number++)
        {
            var response = await running.AsShop(shop).RecordEventAsync(new() { Event = Adding($"e{number}", $"u{number}", "p") });
            recorded.Add((response.ShopperId, response.Position));
        }
        recorded.Reverse();
        var request = new BatchGetProfilesRequest { ShopperIds = { recorded.Select(one => one.ShopperId) } };
        request.ShopperIds.Insert(2, Guid.NewGuid().ToString());
        request.MinPositions.AddRange(recorded.GroupBy(one => one.Position.Partition)
            .Select(partition => partition.MaxBy(one => one.Position.Sequence).Position));
        var profiles = (await running.Profiles(shop).BatchGetProfilesAsync(request)).Profiles;
        Assert.Equal(recorded.Select(one => one.ShopperId), profiles.Select(profile => profile.ShopperId));
    }

    [Theory]
    [InlineData("", 0, 0, "FIELD_REQUIRED", "shopper_id")]
    [InlineData("ann", 0, 0, "FIELD_INVALID", "shopper_id")]
    [InlineData("0199d1a2-0000-7000-8000-000000000001", 16, 1, "FIELD_INVALID", "min_position.partition")]
    [InlineData("0199d1a2-0000-7000-8000-000000000001", 1, -1, "FIELD_INVALID", "min_position.sequence")]
    public async Task A_wrong_request_is_told_which_field(string shopperId, int partition, long sequence, string reason, string field)
    {
        var shop = await running.Suite.CreateShopAsync();
        var fault = await FaultAsync(StatusCode.InvalidArgument, () => running.Profiles(shop).GetProfileAsync(
            new() { ShopperId = shopperId, MinPosition = new() { Partition = partition, Sequence = sequence } }).ResponseAsync);
        Assert.Equal((reason, field), (fault.Reason, fault.Metadata["field"]));
    }

    [Fact]
    public async Task A_batch_is_checked_as_a_whole()
    {
        var shop = await running.Suite.CreateShopAsync();
        var id = Guid.NewGuid().ToString();
        await RefusedAsync(new() { }, "shopper_ids");
        await RefusedAsync(new() { ShopperIds = { Enumerable.Repeat(id, 501) } }, "shopper_ids");
        await RefusedAsync(new() { ShopperIds = { id, "x" } }, "shopper_ids[1]");
        await RefusedAsync(
            new() { ShopperIds = { id }, MinPositions = { new LogPosition { Partition = 1 }, new LogPosition { Partition = 1 } } },
            "min_positions.partition");

        async Task RefusedAsync(BatchGetProfilesRequest request, string field)
        {
            var fault = await FaultAsync(
                StatusCode.InvalidArgument, () => running.Profiles(shop).BatchGetProfilesAsync(request).ResponseAsync);
            Assert.Equal(field, fault.Metadata["field"]);
        }
    }

    [Fact]
    public async Task The_membership_log_is_the_event_log_as_far_as_folded()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.AsShop(shop).RecordAsync(Shoppers.Events(seed: 1, shoppers: 10, count: 300));
        await running.CaughtUpAsync();
        var expected = await running.LogAsync();
        var heads = await running.MembershipLog.HeadsAsync(new());
        var read = new List<LoggedEvent>();
        foreach (var head in heads.Heads)
        {
            for (var after = 0L; after < head.Sequence;)
            {
                var page = await running.MembershipLog.ReadPartitionAsync(
                    new() { Partition = head.Partition, AfterSequence = after, MaxRecords = 7 });
                Assert.InRange(page.Records.Count, 1, 7);
                read.AddRange(page.Records.Select(record => record.Event));
                after = read[^1].Sequence;
            }
            Assert.Empty((await running.MembershipLog.ReadPartitionAsync(
                new() { Partition = head.Partition, AfterSequence = head.Sequence })).Records);
        }
        Assert.Equal(expected, read);
    }

    [Fact]
    public async Task The_membership_log_is_for_services_and_names_what_is_wrong()
    {
        var shop = await running.Suite.CreateShopAsync();
        var asShop = new MembershipLogService.MembershipLogServiceClient(running.Suite.AsShop("segmentation", shop));
        await FaultAsync(StatusCode.PermissionDenied, () => asShop.HeadsAsync(new()).ResponseAsync);
        await FaultAsync(StatusCode.PermissionDenied, () => asShop.ReadPartitionAsync(new()).ResponseAsync);
        var log = running.MembershipLog;
        Assert.Equal("partition", (await FaultAsync(StatusCode.InvalidArgument, () => log.ReadPartitionAsync(new() { Partition = 16 }).ResponseAsync)).Metadata["field"]);
        Assert.Equal("after_sequence", (await FaultAsync(StatusCode.InvalidArgument, () => log.ReadPartitionAsync(new() { AfterSequence = -1 }).ResponseAsync)).Metadata["field"]);
        Assert.Equal("max_records", (await FaultAsync(StatusCode.InvalidArgument, () => log.ReadPartitionAsync(new() { MaxRecords = -1 }).ResponseAsync)).Metadata["field"]);
    }

    [Fact]
    public async Task Event_time_decides_the_cart_and_readers_of_the_log_are_told_what_changed_none()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        var now = DateTime.UtcNow;
        LineItem[] mug = [new() { ProductId = "mug", Quantity = 1 }];
        await RecordAsync("updated", -60, new() { CartUpdated = new() { CartId = "c", Lines = { mug } } });
        await RecordAsync("ordered", -10, new() { OrderCompleted = new() { OrderId = "o", CartId = "c", Lines = { mug }, Total = new() { CurrencyCode = "EUR", Units = 5 } } });
        await RecordAsync("checkout", -30, new() { CheckoutStarted = new() { CartId = "c", Lines = { mug } } });
        var last = await RecordAsync("another", -20, new() { CartUpdated = new() { CartId = "d", Lines = { mug } } });

        await running.CaughtUpAsync();
        var profile = (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = last.ShopperId, MinPosition = last.Position })).Profile;
        var sold = Assert.Single(profile.Carts, cart => cart.CartId == "c");
        Assert.Equal((CartState.Ordered, "o"), (sold.State, sold.OrderId));
        var records = (await running.MembershipLog.ReadPartitionAsync(new() { Partition = last.Position.Partition })).Records
            .Where(record => record.Event.ShopId == shop.ShopId && record.Event.Event is not null);
        Assert.Equal(
            [("updated", false, false), ("ordered", false, false), ("checkout", true, false), ("another", false, true)],
            records.Select(record => (record.Event.Event.EventId, record.NoEffect, record.BeforeOrder)));

        async Task<Ingestion.V1.RecordEventResponse> RecordAsync(string eventId, int seconds, Event action)
        {
            action.EventId = eventId;
            action.Identifiers = new() { UserId = "ann" };
            action.OccurTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(now.AddSeconds(seconds));
            return await client.RecordEventAsync(new() { Event = action });
        }
    }

    [Fact]
    public async Task A_copy_of_each_profile_is_in_redis_and_an_emptied_redis_fills_again_with_the_next_event()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(running.Suite.Redis.ConnectionString + ",allowAdmin=true");
        var cache = new ProfileCache(redis);
        var recorded = await client.RecordEventAsync(new() { Event = Adding("e1", "ann", "p1") });
        Assert.Equal(await StoredAsync(recorded.Position), await CopyAtAsync(recorded.Position));

        await redis.GetServers()[0].FlushAllDatabasesAsync();
        var recordedAgain = await client.RecordEventAsync(new() { Event = Adding("e2", "ann", "p2") });
        var stored = await StoredAsync(recordedAgain.Position);
        Assert.Equal(2, stored.Carts[0].Lines.Count);
        Assert.Equal(stored, await CopyAtAsync(recordedAgain.Position));

        async Task<Profile> StoredAsync(LogPosition position) =>
            (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = recorded.ShopperId, MinPosition = position })).Profile;

        // The copy is written after the commit, so a little after the position is reached.
        async Task<Profile> CopyAtAsync(LogPosition position)
        {
            Profile? copy = null;
            await RunningSegmentation.UntilAsync("Redis has the copy", async () =>
            {
                copy = (await cache.ReadAsync([(shop.ShopId, recorded.ShopperId)], default))[0];
                return copy?.Position.Sequence >= position.Sequence;
            });
            return copy!;
        }
    }

    internal static Event Adding(string eventId, string userId, string productId) => new()
    {
        EventId = eventId,
        Identifiers = new() { UserId = userId },
        ProductAdded = new() { CartId = "c", Product = new() { ProductId = productId, Quantity = 1 } },
    };

    internal static async Task<Google.Rpc.ErrorInfo> FaultAsync(StatusCode code, Func<Task> call)
    {
        var error = await Assert.ThrowsAsync<RpcException>(call);
        Assert.Equal(code, error.StatusCode);
        return FaultStatus.ReadDetails(error)!.Details[0].Unpack<Google.Rpc.ErrorInfo>();
    }
}
