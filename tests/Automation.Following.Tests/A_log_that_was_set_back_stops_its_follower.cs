using Automation.EventLog.Incarnations;
using Automation.ServiceDefaults.Faults;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "stack")]
public sealed class A_log_that_was_set_back_stops_its_follower
{
    [Fact]
    public async Task A_head_below_a_position_stops_every_partition_on_every_replica_until_the_log_is_adopted()
    {
        await using var store = await FollowedStore.CreateAsync();
        store.Log.Incarnation = "a";
        await using var replica = await store.StartReplicaAsync();
        await using (var other = await store.StartReplicaAsync())
        {
            await store.WaitUntilAsync(() => replica.Owned.Count == 8 && other.Owned.Count == 8, "each owns 8");
            Array.Fill(store.Log.Heads, 20);
            await AllAtAsync(store, replica, 20);

            store.Log.Heads[3] = 12;
            await StoppedAsync(store, replica, "partition 3 is 12, behind 20");
            await StoppedAsync(store, other, "partition 3 is 12, behind 20");
            // It grows past the position again; what stands under 13 to 20 now was never seen.
            Array.Fill(store.Log.Heads, 30);
            foreach (var partition in Enumerable.Range(0, 16))
            {
                replica.Follower.Receive(Bus.Message(partition, 21, 30, "a"));
                other.Follower.Receive(Bus.Message(partition, 21, 30, "a"));
            }
            await NothingMovesAsync(store, replica, 20);
        }
        // Nor after a restart.
        await using var restarted = await store.StartReplicaAsync();
        await StoppedAsync(store, restarted, "partition 3 is 12, behind 20");
        await NothingMovesAsync(store, restarted, 20);

        var (reason, moved) = await restarted.Follower.AdoptAsync(isForced: false, default);
        Assert.Contains("partition 3 is 12, behind 20", reason);
        Assert.Empty(moved);
        await AllAtAsync(store, restarted, 30);
        Assert.Equal("", restarted.Follower.StopReason);
        await AssertOnceAsync(store, 30);
    }

    [Fact]
    public async Task Another_incarnation_stops_it_although_its_heads_are_beyond()
    {
        await using var store = await FollowedStore.CreateAsync();
        store.Log.Incarnation = "a";
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Array.Fill(store.Log.Heads, 20);
        await AllAtAsync(store, replica, 20);

        store.Log.Incarnation = "b";
        Array.Fill(store.Log.Heads, 30);
        await StoppedAsync(store, replica, "incarnation b and a was followed");
        await NothingMovesAsync(store, replica, 20);
        Assert.Equal("a", (await replica.Follower.StandAsync(default)).Incarnation);

        await replica.Follower.AdoptAsync(isForced: false, default);
        await AllAtAsync(store, replica, 30);
        Assert.Equal("b", (await replica.Follower.StandAsync(default)).Incarnation);
        await AssertOnceAsync(store, 30);
    }

    [Fact]
    public async Task Rows_of_another_installation_on_the_same_bus_are_dropped_and_counted()
    {
        await using var store = await FollowedStore.CreateAsync();
        store.Log.Incarnation = "a";
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Array.Fill(store.Log.Heads, 20);
        await AllAtAsync(store, replica, 20);

        replica.Follower.Receive(Bus.Message(5, 21, 30, "another"));
        await Task.Delay(300);
        Assert.Equal(20, (await replica.Follower.StoredAsync(default))[5]);
        Assert.Equal(1, replica.Counted("automation.follower.foreign.batches"));
        Assert.Equal("", replica.Follower.StopReason);

        Array.Fill(store.Log.Heads, 25);
        replica.Follower.Receive(Bus.Message(5, 21, 25, "a"));
        await AllAtAsync(store, replica, 25);
    }

    [Fact]
    public async Task A_log_that_lost_records_goes_on_in_an_era_of_its_own_once_it_is_adopted()
    {
        await using var store = await FollowedStore.CreateAsync();
        store.Log.Incarnation = "a";
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Array.Fill(store.Log.Heads, 20);
        await AllAtAsync(store, replica, 20);

        // Partition 3 lost eight records and has two new ones; 4 lost eight and has none; the others lost none.
        (store.Log.Incarnation, store.Log.Era, store.Log.LastBeforeEra) = ("b", 7, 12);
        (store.Log.Heads[3], store.Log.Heads[4]) = (LogEra.Floor(7) + 2, 12);
        await StoppedAsync(store, replica, "incarnation b and a was followed");

        var (_, moved) = await replica.Follower.AdoptAsync(isForced: false, default);
        Assert.Equal((4, 20L, 12L), Assert.Single(moved.Select(each => (each.Partition, each.Former, each.Sequence))));
        await store.WaitUntilAsync(
            async () => (await replica.Follower.StoredAsync(default))[3] == LogEra.Floor(7) + 2, "partition 3 stands in the era");
        store.Log.Heads[4] = LogEra.Floor(7) + 1;
        replica.Follower.Receive(Bus.Message(4, LogEra.Floor(7) + 1, LogEra.Floor(7) + 1, "b"));
        await store.WaitUntilAsync(
            async () => (await replica.Follower.StoredAsync(default))[4] == LogEra.Floor(7) + 1, "partition 4 stands in the era");
        Assert.Equal("", replica.Follower.StopReason);
        var effects = await store.EffectsAsync();
        Assert.Equal(effects.Distinct().Count(), effects.Count);
        Assert.Equal([LogEra.Floor(7) + 1, LogEra.Floor(7) + 2], effects.Where(effect => effect is { Partition: 3, Sequence: > 20 }).Select(effect => effect.Sequence));
        Assert.Equal(0, await replica.Follower.MeasureBehindAsync(default));
    }

    [Fact]
    public async Task While_its_producer_folds_it_again_it_is_adopted_by_force_only()
    {
        await using var store = await FollowedStore.CreateAsync();
        (store.Log.Incarnation, store.Log.Upstream) = ("a", "above");
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Array.Fill(store.Log.Heads, 20);
        await AllAtAsync(store, replica, 20);
        await store.WaitUntilAsync(async () => (await replica.Follower.StandAsync(default)).Upstream == "above", "what is above is noted");

        Array.Fill(store.Log.Heads, 12);
        store.Log.ProducerBehind = 16 * 8;
        await StoppedAsync(store, replica, "is 12, behind 20");
        var refusal = await Assert.ThrowsAsync<Fault>(() => replica.Follower.AdoptAsync(isForced: false, default));
        Assert.Equal(FaultReasons.ProducerBehind, refusal.Reason);
        Assert.Contains("partition 0 is at 12 there and at 20 here", refusal.Message);
        Assert.NotEmpty((await replica.Follower.StandAsync(default)).StopReason);

        // Another log above is no folding again: what was handled is gone there, too.
        store.Log.Upstream = "another";
        Array.Fill(store.Log.Heads, 20);
        store.Log.Heads[3] = 19;
        Assert.Single((await replica.Follower.AdoptAsync(isForced: false, default)).Moved);
        await store.WaitUntilAsync(() => replica.Follower.StopReason.Length == 0, "it goes on");

        store.Log.Heads[3] = 12;
        await StoppedAsync(store, replica, "partition 3 is 12, behind 19");
        await Assert.ThrowsAsync<Fault>(() => replica.Follower.AdoptAsync(isForced: false, default));
        Assert.Equal((3, 19L, 12L), Assert.Single((await replica.Follower.AdoptAsync(isForced: true, default)).Moved.Select(each => (each.Partition, each.Former, each.Sequence))));
        await store.WaitUntilAsync(() => replica.Follower.StopReason.Length == 0, "it goes on");

        // It has folded all that there is: what is missing now is lost.
        store.Log.Heads[3] = 10;
        store.Log.ProducerBehind = 0;
        await StoppedAsync(store, replica, "partition 3 is 10, behind 12");
        Assert.Single((await replica.Follower.AdoptAsync(isForced: false, default)).Moved);
    }

    [Theory]
    [InlineData("b", 20)]
    [InlineData("a", 12)]
    public async Task An_answer_from_before_the_adoption_stops_nobody_after_it(string adopted, long head)
    {
        await using var store = await FollowedStore.CreateAsync();
        store.Log.Incarnation = "a";
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Array.Fill(store.Log.Heads, 20);
        await AllAtAsync(store, replica, 20);
        var judged = await replica.Follower.StandAsync(default);

        store.Log.Incarnation = adopted;
        store.Log.Heads[3] = head;
        await store.WaitUntilAsync(() => replica.Follower.StopReason.Length > 0, "it has stopped");
        await replica.Follower.AdoptAsync(isForced: false, default);
        // A slow replica finds out only now what was wrong then.
        await replica.Follower.Store.StopAsync(judged, "what was wrong then", DateTimeOffset.UnixEpoch, default);

        Assert.Equal("", (await replica.Follower.StandAsync(default)).StopReason);
        await replica.Follower.Store.StopAsync(await replica.Follower.StandAsync(default), "what is wrong now", DateTimeOffset.UnixEpoch, default);
        Assert.Equal("what is wrong now", (await replica.Follower.StandAsync(default)).StopReason);
    }

    [Fact]
    public async Task A_stop_that_a_batch_runs_into_is_known_without_the_next_heads()
    {
        await using var store = await FollowedStore.CreateAsync();
        store.Log.Incarnation = "a";
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Array.Fill(store.Log.Heads, 20);
        await AllAtAsync(store, replica, 20);
        var silence = new TaskCompletionSource();
        store.Log.Silence = silence.Task;
        // Longer than the interval: it has asked, and waits.
        await Task.Delay(1_000);

        await replica.Follower.Store.StopAsync(await replica.Follower.StandAsync(default), "another replica found out", DateTimeOffset.UnixEpoch, default);
        replica.Follower.Receive(Bus.Message(5, 21, 21, "a"));

        await StoppedAsync(store, replica, "another replica found out");
        silence.SetResult();
        await NothingMovesAsync(store, replica, 20);
    }

    static Task AllAtAsync(FollowedStore store, Replica replica, long sequence) => store.WaitUntilAsync(
        async () => (await replica.Follower.StoredAsync(default)).All(position => position == sequence), $"all stand at {sequence}");

    static Task StoppedAsync(FollowedStore store, Replica replica, string reason) => store.WaitUntilAsync(
        () => replica.Follower.StopReason.Contains(reason, StringComparison.Ordinal), $"it has stopped because of {reason}");

    // Longer than heads, gap and retries take.
    static async Task NothingMovesAsync(FollowedStore store, Replica replica, long sequence)
    {
        await Task.Delay(1_500);
        Assert.All(await replica.Follower.StoredAsync(default), position => Assert.Equal(sequence, position));
        await AssertOnceAsync(store, sequence);
    }

    static async Task AssertOnceAsync(FollowedStore store, long sequence)
    {
        var effects = await store.EffectsAsync();
        Assert.Equal(16 * sequence, effects.Count);
        Assert.Equal(effects.Count, effects.Distinct().Count());
    }
}
