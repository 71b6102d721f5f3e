using Automation.EventLog.Following;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "stack")]
public sealed class Where_the_time_of_a_turn_goes
{
    static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task Is_told_step_by_step()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync(handler => handler.BeforeCommit = async batch =>
        {
            await Task.Delay(Slow);
            batch.EndStep(BatchSteps.Load);
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");
        Assert.Equal(16, replica.Counted("automation.follower.take_overs"));

        store.Log.Heads[3] = 1;
        await store.WaitUntilAsync(() => !replica.Handler.HandedOn.IsEmpty && Of("hand_on") > 0, "the record is handled");

        Assert.True(Of("load") >= Slow.TotalSeconds * 0.9, $"load took {Of("load")} s");
        foreach (var step in new[] { "open", "fence", "handle", "commit", "hand_on" })
            Assert.True(Of(step) > 0 && Of(step) < Of("load"), $"{step} took {Of(step)} s");

        double Of(string step) => replica.Measured($"automation.follower.step.duration {step}");
    }

    [Fact]
    public async Task Lost_sessions_and_rests_are_counted()
    {
        await using var store = await FollowedStore.CreateAsync();
        var failures = 0;
        await using var replica = await store.StartReplicaAsync(handler => handler.Fail = _ =>
        {
            if (failures++ < 2)
                throw new IOException("away");
        });
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        store.Log.Heads[3] = 1;
        await store.WaitUntilAsync(() => !replica.Handler.HandedOn.IsEmpty, "the record is handled");
        Assert.Equal(0.3, replica.Measured("automation.follower.rest.time"), 3);

        await store.ScalarAsync<long>(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'test owner' AND datname = current_database()");
        await store.WaitUntilAsync(() => replica.Counted("automation.follower.session.losses") == 1, "the loss is counted");
        await store.WaitUntilAsync(() => replica.Counted("automation.follower.take_overs") >= 16 + 2 + 16, "all are taken over anew");
    }
}
