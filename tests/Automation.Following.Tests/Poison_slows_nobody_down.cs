using System.Diagnostics;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Xunit;

namespace Automation.Following.Tests;

/// <summary>One record in a hundred cannot be handled.</summary>
[Trait("kind", "stack")]
public sealed class Poison_slows_nobody_down
{
    const int Last = 250;
    const int Count = 16 * Last;
    const int PoisonCount = Count / 100;

    [Fact]
    public async Task Named_by_the_handler_it_is_parked_within_the_batch()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync(
            handler => handler.Refuse = record => IsPoison(record) ? new FormatException($"no day {record.Sequence}") : null);

        var batches = await FollowAsync(store, replica);

        await AssertOnceAsync(store, replica);
        // As many as without: 2,000 records fit into one, and what comes in meanwhile into some more.
        Assert.InRange(batches, 1, 60);
    }

    [Fact]
    public async Task Unnamed_it_is_found_by_halves()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync(handler => handler.Fail = record =>
        {
            if (IsPoison(record))
                throw new FormatException($"no day {record.Sequence}");
        });

        var batches = await FollowAsync(store, replica);

        await AssertOnceAsync(store, replica);
        // A share is 125 records: 7 halves, the whole, alone, and the one that parks; and each batch of all partitions that fails is
        // tried by partitions. One by one it would be 4,000.
        Assert.InRange(batches, PoisonCount, PoisonCount * (7 + 3) + 16 * (Count / 2_000 + 4) + 60);
    }

    [Fact]
    public async Task Rare_it_costs_less_than_three_times_the_time_without()
    {
        var clean = await MeasureAsync(_ => false);
        var poisoned = await MeasureAsync(record => record is { Partition: 3 or 9, Sequence: 100 });

        // A share of the clean time would be one of milliseconds here, and the machine is shared.
        Assert.InRange(poisoned, TimeSpan.Zero, 3 * clean + TimeSpan.FromSeconds(2));

        static async Task<TimeSpan> MeasureAsync(Func<LoggedEvent, bool> isPoison)
        {
            await using var store = await FollowedStore.CreateAsync();
            await using var replica = await store.StartReplicaAsync(handler => handler.Fail = record =>
            {
                if (isPoison(record))
                    throw new FormatException("no such day");
            });
            await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
            var began = Stopwatch.StartNew();
            await FollowAsync(store, replica);
            return began.Elapsed;
        }
    }

    [Fact]
    public async Task What_fails_for_whatever_record_parks_none()
    {
        await using var store = await FollowedStore.CreateAsync();
        var isBroken = true;
        await using var replica = await store.StartReplicaAsync(handler => handler.BeforeCommit = _ =>
            isBroken ? throw new InvalidOperationException("the registry is broken") : Task.CompletedTask);
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        Array.Fill(store.Log.Heads, 5);
        await store.WaitUntilAsync(() => replica.Handler.BatchCount > 40, "it has tried");
        Assert.Equal(0, await replica.Follower.CountParkedAsync(default));
        isBroken = false;
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default)).All(position => position == 5), "all stand at 5");

        // The one that was tried alone when it was mended may have been taken for the cause: it can be retried.
        var parked = await replica.Follower.CountParkedAsync(default);
        Assert.InRange(parked, 0, 1);
        Assert.Equal((16 * 5) - parked, (await store.EffectsAsync()).Distinct().Count());
    }

    // One in a hundred, in no order that halves like.
    static bool IsPoison(LoggedEvent record) => (record.Partition * Last + record.Sequence * 37) % 100 == 7;

    static async Task<int> FollowAsync(FollowedStore store, Replica replica)
    {
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        var before = replica.Handler.BatchCount;
        Array.Fill(store.Log.Heads, Last);
        for (var partition = 0; partition < 16; partition++)
            replica.Follower.Receive(Bus.Message(partition, 1, Last));
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default)).All(position => position == Last), "all stand at the end");
        return replica.Handler.BatchCount - before;
    }

    static async Task AssertOnceAsync(FollowedStore store, Replica replica)
    {
        var effects = await store.EffectsAsync();
        var parked = await replica.Follower.Store.ListParkedAsync((-1, 0), Count, isRetryOnly: false, default);
        for (var partition = 0; partition < 16; partition++)
        {
            var all = Enumerable.Range(1, Last).Select(number => new LoggedEvent { Partition = partition, Sequence = number }).ToList();
            Assert.Equal(
                all.Where(record => !IsPoison(record)).Select(record => record.Sequence),
                effects.Where(effect => effect.Partition == partition).Select(effect => effect.Sequence));
            Assert.Equal(
                all.Where(IsPoison).Select(record => (record.Sequence, $"FormatException: no day {record.Sequence}")),
                parked.Where(each => each.Partition == partition).Select(each => (each.Sequence, each.Reason)));
            // Downstream gets everything, once and in order.
            Assert.Equal(
                all.Select(record => (record.Sequence, IsPoison(record))),
                replica.Handler.HandedOn.Where(each => each.Partition == partition).Select(each => (each.Sequence, each.IsParked)));
        }
        Assert.Equal(parked.Count, replica.Counted("automation.follower.parked.records"));
        Assert.Equal(PoisonCount, parked.Count);
    }
}
