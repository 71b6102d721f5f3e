using Automation.Commerce.V1;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "stack")]
public sealed class A_bad_record_is_parked
{
    [Fact]
    public async Task It_stops_nobody_reaches_downstream_and_can_be_retried()
    {
        await using var store = await FollowedStore.CreateAsync();
        var isBad = true;
        await using var replica = await store.StartReplicaAsync(handler => handler.Fail = record =>
        {
            if (isBad && record is { Partition: 2, Sequence: 17 })
                throw new FormatException("no such day");
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[2] = 40;
        store.Log.Heads[4] = 40;
        await store.WaitUntilAsync(
            async () => await replica.Follower.StoredAsync(default) is var stored && stored[2] == 40 && stored[4] == 40, "both stand at 40");

        var effects = await store.EffectsAsync();
        Assert.Equal(Enumerable.Range(1, 40).Where(number => number != 17).Select(number => (long)number), Of(effects, 2));
        Assert.Equal(Enumerable.Range(1, 40).Select(number => (long)number), Of(effects, 4));
        Assert.Contains((2, 17L, true), replica.Handler.HandedOn);
        var parked = Assert.Single(await replica.Follower.Store.ListParkedAsync((-1, 0), 10, isRetryOnly: false, default));
        Assert.Equal((2, 17L, "FormatException: no such day"), (parked.Partition, parked.Sequence, parked.Reason));
        Assert.Equal(1, replica.Counted("automation.follower.parked.records"));

        // Still bad: the retry fails and says so.
        await store.ScalarAsync<int>("UPDATE parked_records SET reason = 'old' RETURNING 1");
        Assert.True(await replica.Follower.Store.RequestRetryAsync(2, 17, DateTimeOffset.UnixEpoch, default));
        await store.WaitUntilAsync(
            async () => await store.ScalarAsync<string>("SELECT reason FROM parked_records") != "old", "the retry has failed");
        Assert.Equal(0, await store.ScalarAsync<long>("SELECT count(*) FROM parked_records WHERE retry_request_time IS NOT NULL"));

        isBad = false;
        Assert.True(await replica.Follower.Store.RequestRetryAsync(2, 17, DateTimeOffset.UnixEpoch, default));
        await store.WaitUntilAsync(async () => await replica.Follower.CountParkedAsync(default) == 0, "nothing is parked");
        Assert.Equal((2, 17L), (await store.EffectsAsync())[^1]);
        Assert.Equal(40, (await replica.Follower.StoredAsync(default))[2]);
        // Tried again in vain it is the same one.
        Assert.Equal(1, replica.Counted("automation.follower.parked.records"));
    }

    [Fact]
    public async Task One_whose_bytes_cannot_be_parsed_is_no_unavailability_although_its_exception_descends_from_one()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync(handler => handler.Fail = record =>
        {
            if (record is { Partition: 2, Sequence: 3 })
                LoggedEvent.Parser.ParseFrom([0xff, 0xff]);
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[2] = 5;
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[2] == 5, "it stands at 5");

        Assert.Equal([1L, 2, 4, 5], Of(await store.EffectsAsync(), 2));
        var parked = Assert.Single(await replica.Follower.Store.ListParkedAsync((-1, 0), 10, isRetryOnly: false, default));
        Assert.StartsWith("InvalidProtocolBufferException: ", parked.Reason, StringComparison.Ordinal);
    }

    static IEnumerable<long> Of(IEnumerable<(int Partition, long Sequence)> effects, int partition) =>
        effects.Where(effect => effect.Partition == partition).Select(effect => effect.Sequence);
}
