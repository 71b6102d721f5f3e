using Automation.EventLog.Following;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Automation.Following.Tests;

public sealed class A_follower_that_stands_still_says_so
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    readonly FakeTimeProvider _time = new();

    [Fact]
    public void Only_with_records_waiting_and_only_after_a_while()
    {
        var pace = new FollowerPace(_time, Limit);

        Look(pace, position: 10, head: 10);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("", pace.Reason);

        // What waits waits since now, however long there was nothing.
        Look(pace, position: 10, head: 13);
        _time.Advance(Limit - TimeSpan.FromSeconds(1));
        Look(pace, position: 10, head: 14);
        Assert.Equal("", pace.Reason);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("partition 3 has not moved from 10 for 31 s, and 4 records wait", pace.Reason);
        Assert.Equal(TimeSpan.FromSeconds(31), pace.StalledFor);

        Look(pace, position: 11, head: 14);
        Assert.Equal("", pace.Reason);
        _time.Advance(Limit);
        Look(pace, position: 14, head: 14);
        Assert.Equal(("", TimeSpan.Zero), (pace.Reason, pace.StalledFor));
    }

    [Fact]
    public void What_moves_while_the_producer_does_not_answer_moves()
    {
        var pace = new FollowerPace(_time, Limit);
        Look(pace, position: 10, head: 13);
        _time.Advance(Limit);
        var positions = new long[16];
        positions[3] = 12;
        pace.Note(positions);
        Assert.Equal("", pace.Reason);
        // One record is left, and only the producer has it.
        _time.Advance(Limit);
        pace.Note(positions);
        Assert.Equal("partition 3 has not moved from 12 for 30 s, and 1 records wait", pace.Reason);
    }

    [Fact]
    public void It_names_the_last_failure_since_it_stands()
    {
        var pace = new FollowerPace(_time, Limit);
        pace.NoteFailure(new IOException("long ago"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Look(pace, position: 10, head: 11);
        _time.Advance(Limit);
        Assert.DoesNotContain("long ago", pace.Reason);

        pace.NoteFailure(new IOException("no route to the database"));
        Assert.EndsWith("; the last failure: IOException: no route to the database", pace.Reason);
    }

    [Fact]
    [Trait("kind", "stack")]
    public async Task In_the_health_of_every_replica_until_it_moves_again()
    {
        await using var store = await FollowedStore.CreateAsync();
        var isAway = true;
        await using var replica = await store.StartReplicaAsync(
            handler => handler.Fail = record =>
            {
                if (isAway && record.Partition == 5)
                    throw new IOException("the other database is away");
            },
            stallTimeout: TimeSpan.FromSeconds(2));
        await using var other = await store.StartReplicaAsync(handler => handler.Fail = replica.Handler.Fail, stallTimeout: TimeSpan.FromSeconds(2));
        await store.WaitUntilAsync(() => replica.Owned.Count == 8 && other.Owned.Count == 8, "each owns 8");
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync(replica)).Status);

        store.Log.Heads[5] = 3;
        var owner = replica.Owned.Contains(5) ? replica : other;
        foreach (var each in new[] { replica, other })
            await store.WaitUntilAsync(async () => (await HealthAsync(each)).Status is HealthStatus.Degraded, "its health says so");
        Assert.Matches("^follower test stands still: partition 5 has not moved from 0 for . s, and 3 records wait; the last failure: IOException: the other", (await HealthAsync(owner)).Description);
        Assert.Equal(0, await replica.Follower.CountParkedAsync(default));

        isAway = false;
        foreach (var each in new[] { replica, other })
            await store.WaitUntilAsync(async () => (await HealthAsync(each)).Status is HealthStatus.Healthy, "it is healthy again");

        Task<HealthCheckResult> HealthAsync(Replica each) => new FollowedLogsHealth([each.Follower]).CheckHealthAsync(new HealthCheckContext());
    }

    static void Look(FollowerPace pace, long position, long head)
    {
        var (positions, heads) = (new long[16], new long[16]);
        (positions[3], heads[3]) = (position, head);
        pace.Note(positions, heads);
    }
}
