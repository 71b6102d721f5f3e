using Automation.Commerce.V1;
using Google.Protobuf;
using Automation.Segmentation.V1;
using Automation.Clients.Segmentation;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using Xunit;

namespace Automation.Segmentation.Tests.Running;

/// <summary>What readers of profiles and the copies in Redis do when copies are written out of order, late or not at all.</summary>
[Trait("kind", "stack")]
[Collection(SegmentationCollection.Name)]
public sealed class Reading_copies(RunningSegmentation running)
{
    [Fact]
    public async Task An_older_copy_never_replaces_a_newer_one()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(running.Suite.Redis.ConnectionString);
        var cache = new ProfileCache(redis);
        var copies = Enumerable.Range(1, 50).Select(At).ToList();
        // As two owners write that do not know of each other, in any order.
        await Task.WhenAll(copies.OrderBy(copy => copy.Position.Sequence * 7 % 50).Select(copy => cache.StoreAsync([ProfileCopy.Of("a-shop", copy)], default)));
        Assert.Equal(50, (await cache.ReadAsync([("a-shop", "ann")], default))[0]!.Position.Sequence);

        await cache.StoreAsync([ProfileCopy.Of("a-shop", At(49))], default);
        Assert.Equal(50, (await cache.ReadAsync([("a-shop", "ann")], default))[0]!.Position.Sequence);
        await cache.StoreAsync([ProfileCopy.Of("a-shop", At(51))], default);
        Assert.Equal(51, (await cache.ReadAsync([("a-shop", "ann")], default))[0]!.Position.Sequence);

        static Profile At(int sequence) => new() { ShopperId = "ann", Position = new() { Partition = 3, Sequence = sequence } };
    }

    [Fact]
    public async Task A_copy_older_than_the_event_is_not_used()
    {
        var shop = await running.Suite.CreateShopAsync();
        var client = running.AsShop(shop);
        var first = await client.RecordEventAsync(new() { Event = Serving_profiles.Adding("e1", "ann", "p1") });
        await running.CaughtUpAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(running.Suite.Redis.ConnectionString + ",allowAdmin=true");
        var cache = new ProfileCache(redis);
        var old = await running.Profiles(shop).GetProfileAsync(new() { ShopperId = first.ShopperId, MinPosition = first.Position });
        var second = await client.RecordEventAsync(new() { Event = Serving_profiles.Adding("e2", "ann", "p2") });
        // It is written after the commit, so a little after the position is reached.
        await RunningSegmentation.UntilAsync("Redis has the copy", async () =>
            (await cache.ReadAsync([(shop.ShopId, first.ShopperId)], default))[0]?.Position.Sequence >= second.Position.Sequence);
        // The newer copy is lost, and what comes back is an old one.
        await redis.GetServers()[0].FlushAllDatabasesAsync();
        await cache.StoreAsync([ProfileCopy.Of(shop.ShopId, old.Profile)], default);

        var reader = new ProfileReader(
            cache, new ProfileService.ProfileServiceClient(running.Suite.AsService("segmentation")), TimeProvider.System,
            NullLogger<ProfileReader>.Instance);
        // A Redis that takes its time is not waited for; then this is another answer, and a right one.
        await RunningSegmentation.UntilAsync("the old copy is used where it is new enough", async () => await LinesAsync(first.Position) == 1);
        Assert.Equal(2, await LinesAsync(second.Position));

        async Task<int> LinesAsync(LogPosition position) =>
            (await reader.GetManyAsync(shop.ShopId, [(first.ShopperId, position)], default))[0]!.Carts[0].Lines.Count;
    }

    [Fact]
    public async Task A_damaged_copy_is_no_copy_costs_the_others_nothing_and_is_replaced_by_the_next()
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync(running.Suite.Redis.ConnectionString);
        var cache = new ProfileCache(redis);
        string[] shoppers = ["bytes", "empty", "somebody-else", "another-state", "no-hash", "no-number", "sound"];
        await StoreAsync(1);
        var database = redis.GetDatabase();
        await database.HashSetAsync("profile:a-shop:bytes", "p", new byte[] { 0x0a, 0xff, 0xff });
        await database.HashSetAsync("profile:a-shop:empty", "p", Array.Empty<byte>());
        await database.HashSetAsync("profile:a-shop:somebody-else", "p", At("ann", 1).ToByteArray());
        await database.HashSetAsync("profile:a-shop:another-state", "p", At("another-state", 9).ToByteArray());
        await database.KeyDeleteAsync("profile:a-shop:no-hash");
        await database.StringSetAsync("profile:a-shop:no-hash", "text");
        await database.HashSetAsync("profile:a-shop:no-number", "s", "seven");

        Assert.Equal([null, null, null, null, null, null, "sound"], (await ReadAsync()).Select(copy => copy?.ShopperId));

        await StoreAsync(2);
        Assert.All(await ReadAsync(), copy => Assert.Equal(2, copy!.Position.Sequence));

        Task StoreAsync(int sequence) => cache.StoreAsync([.. shoppers.Select(shopper => ProfileCopy.Of("a-shop", At(shopper, sequence)))], default);

        Task<Profile?[]> ReadAsync() => cache.ReadAsync([.. shoppers.Select(shopper => ("a-shop", shopper))], default);

        static Profile At(string shopper, int sequence) => new() { ShopperId = shopper, Position = new() { Partition = 3, Sequence = sequence } };
    }
}
