using Automation.EventLog.Following;
using Npgsql;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "stack")]
public sealed class A_batch_takes_effect_once
{
    [Fact]
    public async Task Every_record_is_handled_once_and_in_order_with_and_without_the_bus()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        for (var partition = 0; partition < 16; partition++)
            store.Log.Heads[partition] = 500;
        // The bus brings half of the partitions, doubled and out of order; the rest is read.
        for (var partition = 0; partition < 8; partition++)
        {
            replica.Follower.Receive(Bus.Message(partition, 301, 500));
            replica.Follower.Receive(Bus.Message(partition, 1, 400));
            replica.Follower.Receive(Bus.Message(partition, 1, 400));
        }
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default)).All(position => position == 500), "all stand at 500");

        var effects = await store.EffectsAsync();
        Assert.Equal(16 * 500, effects.Count);
        for (var partition = 0; partition < 16; partition++)
        {
            Assert.Equal(
                Enumerable.Range(1, 500).Select(number => (long)number),
                effects.Where(effect => effect.Partition == partition).Select(effect => effect.Sequence));
        }
    }

    [Fact]
    public async Task An_owner_that_was_fenced_out_writes_nothing()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        // Somebody else took partition 5 over and went on to 7, as after a freeze.
        store.Log.Heads[5] = 10;
        await store.ScalarAsync<long>(
            "UPDATE follower_positions SET epoch = epoch + 1, sequence = 7 WHERE partition = 5 RETURNING sequence");
        replica.Follower.Receive(Bus.Message(5, 1, 10));
        await store.WaitUntilAsync(
            async () => (await replica.Follower.StoredAsync(default))[5] == 10, "it has taken over anew and gone on");

        Assert.Equal([(5, 8L), (5, 9L), (5, 10L)], await store.EffectsAsync());
    }

    [Fact]
    public async Task An_owner_whose_epoch_is_over_writes_nothing_although_nobody_has_moved_on()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        // Somebody else took partition 5 over and has handled nothing yet: the position alone gives nothing away.
        var theirs = await store.ScalarAsync<long>("UPDATE follower_positions SET epoch = epoch + 1 WHERE partition = 5 RETURNING epoch");
        store.Log.Heads[5] = 10;
        replica.Follower.Receive(Bus.Message(5, 1, 10));
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[5] == 10, "partition 5 stands at 10");

        var written = await store.ScalarAsync<long>("SELECT epoch FROM follower_positions WHERE partition = 5");
        Assert.True(written > theirs, $"it wrote in epoch {theirs}, which is not its own");
        Assert.Equal(Enumerable.Range(1, 10).Select(number => (5, (long)number)), await store.EffectsAsync());
    }

    [Fact]
    public async Task A_commit_that_fails_leaves_neither_effect_nor_position_and_is_done_again()
    {
        await using var store = await FollowedStore.CreateAsync();
        var attempts = 0;
        await using var replica = await store.StartReplicaAsync(handler => handler.BeforeCommit = async batch =>
        {
            if (++attempts > 2)
                return;
            // The database ends the session with the effects written and not committed.
            var session = ((NpgsqlConnection)batch.Connection).ProcessID;
            await using var command = batch.Connection.CreateCommand();
            command.CommandText = $"SELECT pg_terminate_backend({session})";
            await command.ExecuteNonQueryAsync();
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[3] = 20;
        replica.Follower.Receive(Bus.Message(3, 1, 20));
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[3] == 20, "partition 3 stands at 20");

        Assert.Equal(Enumerable.Range(1, 20).Select(number => (3, (long)number)), await store.EffectsAsync());
        Assert.True(attempts > 2, "no commit failed");
    }

    [Fact]
    public async Task A_lost_session_is_replaced_and_nothing_is_done_twice()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        var before = await store.ScalarAsync<long>("SELECT sum(epoch)::bigint FROM follower_positions");

        await store.ScalarAsync<long>(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'test owner' AND datname = current_database()");
        store.Log.Heads[9] = 30;
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[9] == 30, "partition 9 stands at 30");
        await store.WaitUntilAsync(
            async () => await store.ScalarAsync<long>("SELECT sum(epoch)::bigint FROM follower_positions") >= before + 16,
            "all partitions were taken over anew");

        Assert.Equal(Enumerable.Range(1, 30).Select(number => (9, (long)number)), await store.EffectsAsync());
    }

    [Fact]
    public async Task A_partition_that_cannot_be_read_holds_up_no_other()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Unreadable = 0;
        Array.Fill(store.Log.Heads, 20);
        await store.WaitUntilAsync(
            async () => (await replica.Follower.StoredAsync(default)).Skip(1).All(position => position == 20), "the others stand at 20");
        Assert.Equal(0, (await replica.Follower.StoredAsync(default))[0]);

        store.Log.Unreadable = null;
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[0] == 20, "it stands at 20 too");
    }

    [Theory]
    [InlineData("pg_terminate_backend")]
    [InlineData("pg_cancel_backend")]
    public async Task A_batch_that_the_database_ends_parks_nobodys_record(string how)
    {
        await using var store = await FollowedStore.CreateAsync();
        var attempts = 0;
        await using var replica = await store.StartReplicaAsync(handler => handler.BeforeCommit = async batch =>
        {
            // Twice: who takes that for the record's fault parks it with the third, which succeeds.
            if (++attempts > 2)
                return;
            // A restart, a failover or an operator ends it so, in whatever batch it is.
            await using var command = batch.Connection.CreateCommand();
            command.CommandText = $"SELECT {how}({((NpgsqlConnection)batch.Connection).ProcessID})";
            await command.ExecuteNonQueryAsync();
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        // Alone in its batch: there is nothing to isolate but this very record.
        store.Log.Heads[3] = 1;
        replica.Follower.Receive(Bus.Message(3, 1, 1));
        await store.WaitUntilAsync(async () => (await replica.Follower.StoredAsync(default))[3] == 1, "partition 3 stands at 1");

        Assert.Equal(0, await replica.Follower.CountParkedAsync(default));
        Assert.Equal([(3, 1L)], await store.EffectsAsync());
    }

    [Fact]
    public async Task Nobody_takes_over_what_another_session_holds_the_lock_of()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var other = await store.Database.OpenConnectionAsync();
        Task<long>? locking = null;
        await using var replica = await store.StartReplicaAsync(handler => handler.BeforeCommit = async _ =>
        {
            if (locking is not null)
                return;
            // The owner session goes, somebody who waited for the lock has it at once, and a batch fails before all that is noticed.
            await using var find = store.Database.CreateCommand(
                "SELECT classid::int8 FROM pg_locks WHERE locktype = 'advisory' AND objid = 6 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            var key = (int)(uint)(long)(await find.ExecuteScalarAsync())!;
            locking = LockAsync(other, key);
            await store.WaitUntilAsync(
                async () => await store.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1, "it waits for the lock");
            await store.ScalarAsync<long>(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'test owner' AND datname = current_database()");
            await locking;
            throw new IOException("The batch fails, too.");
        }, heartbeat: TimeSpan.FromSeconds(1.5));
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[6] = 5;
        replica.Follower.Receive(Bus.Message(6, 1, 5));
        await store.WaitUntilAsync(() => locking is { IsCompleted: true }, "the other one has the lock");
        var epoch = await locking!;
        await store.WaitUntilAsync(
            async () => await store.ScalarAsync<long>("SELECT count(*) FROM follower_positions WHERE epoch > 1 AND partition <> 6") == 15, "the rest was taken over anew");

        Assert.Equal(epoch, await store.ScalarAsync<long>("SELECT epoch FROM follower_positions WHERE partition = 6"));
        Assert.Empty(await store.EffectsAsync());
    }

    // Answers the epoch of partition 6 at the moment when the lock was there.
    static async Task<long> LockAsync(NpgsqlConnection connection, int key)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT pg_advisory_lock({key}, 6); SELECT epoch FROM follower_positions WHERE partition = 6", connection);
        await using var reader = await command.ExecuteReaderAsync();
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return reader.GetInt64(0);
    }
}
