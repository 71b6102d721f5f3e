using Grpc.Core;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "stack")]
public sealed class A_failing_partition_stops_no_other
{
    [Fact]
    public async Task Due_work_that_fails_parks_no_record_and_is_done_when_it_can_be()
    {
        await using var store = await FollowedStore.CreateAsync();
        var isBad = true;
        await using var replica = await store.StartReplicaAsync(handler =>
        {
            // Due in the batch of the records: the failing one's own and another's.
            handler.Fail = record =>
            {
                if (record is { Partition: 2, Sequence: 50 })
                    handler.Due[2] = handler.Due[4] = true;
            };
            handler.FailScheduledWork = partition =>
            {
                if (isBad && partition == 2)
                    throw new FormatException("no such timer");
            };
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[2] = store.Log.Heads[4] = store.Log.Heads[6] = 100;
        await store.WaitUntilAsync(async () => Stand(await replica.Follower.StoredAsync(default)).All(at => at == 100), "all stand at 100");
        await store.WaitUntilAsync(() => !replica.Handler.Due.ContainsKey(4), "the other's scheduled work is done");
        await store.WaitUntilAsync(() => replica.Counted("automation.follower.scheduled_work.failures") > 0, "the alarm is raised");

        // It keeps failing, and what comes meanwhile is handled at once and not one by one.
        store.Log.Heads[2] = store.Log.Heads[4] = store.Log.Heads[6] = 200;
        await store.WaitUntilAsync(async () => Stand(await replica.Follower.StoredAsync(default)).All(at => at == 200), "all stand at 200");
        Assert.Equal(0, await replica.Follower.CountParkedAsync(default));
        Assert.True(replica.Handler.Due.ContainsKey(2));

        isBad = false;
        await store.WaitUntilAsync(() => replica.Handler.Due.IsEmpty, "the failed scheduled work is done");
        var effects = await store.EffectsAsync();
        Assert.Equal(3 * 200, effects.Count);
        Assert.Equal(effects.Count, effects.Distinct().Count());

        long[] Stand(IReadOnlyList<long> stored) => [stored[2], stored[4], stored[6]];
    }

    [Theory]
    [InlineData(StatusCode.Unauthenticated)]
    [InlineData(StatusCode.PermissionDenied)]
    [InlineData(StatusCode.Unimplemented)]
    [InlineData(StatusCode.Unavailable)]
    public async Task A_peer_that_takes_no_call_of_this_service_parks_no_record(StatusCode status)
    {
        await using var store = await FollowedStore.CreateAsync();
        var failures = 0;
        await using var replica = await store.StartReplicaAsync(handler => handler.Fail = record =>
        {
            if (record.Partition == 2 && failures++ < 5)
                throw new RpcException(new Status(status, "not now"));
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[2] = 40;
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[2] == 40, "it stands at 40");

        Assert.True(failures > 5);
        Assert.Equal(0, await replica.Follower.CountParkedAsync(default));
        Assert.Equal(Enumerable.Range(1, 40).Select(number => (2, (long)number)), await store.EffectsAsync());
    }

    [Fact]
    public async Task A_partition_that_cannot_be_taken_over_is_tried_again_while_the_others_go_on()
    {
        await using var store = await FollowedStore.CreateAsync();
        var isBad = true;
        await using var replica = await store.StartReplicaAsync(handler => handler.FailTakeOver = partition =>
        {
            if (isBad && partition == 2)
                throw new FormatException("no such state");
        });
        for (var partition = 0; partition < 16; partition++)
            store.Log.Heads[partition] = 40;
        await store.WaitUntilAsync(
            async () => (await replica.Follower.StoredAsync(default)).Count(position => position == 40) == 15, "the others stand at 40");
        Assert.True(replica.Counted("automation.follower.take_over.failures") > 0);
        Assert.Equal(0, (await replica.Follower.StoredAsync(default))[2]);

        isBad = false;
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[2] == 40, "it stands at 40 too");
        Assert.Equal(16 * 40, (await store.EffectsAsync()).Count);
    }
}
