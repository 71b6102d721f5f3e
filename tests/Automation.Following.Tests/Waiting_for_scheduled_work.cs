using System.Diagnostics;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "stack")]
public sealed class Waiting_for_scheduled_work
{
    // Rare, for each wakes the follower, too.
    static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task It_is_done_when_the_handler_wakes_the_follower_and_not_at_the_next_look()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync(heartbeat: s_heartbeat);
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        var waits = new List<TimeSpan>();
        for (var round = 0; round < 9; round++)
        {
            var began = Stopwatch.GetTimestamp();
            replica.Handler.Due[3] = true;
            replica.Handler.Wake();
            await store.WaitUntilAsync(() => replica.Handler.Due.IsEmpty, "the due work is done");
            waits.Add(Stopwatch.GetElapsedTime(began));
        }

        // A look would come a second after the last one. The median, for the machine may be busy now and then.
        Assert.InRange(waits.Order().ElementAt(4), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task It_is_done_too_when_nobody_woke_the_follower()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var replica = await store.StartReplicaAsync(heartbeat: s_heartbeat);
        await store.WaitUntilAsync(() => replica.Owned.Count == 16, "it owns 16");

        replica.Handler.Due[3] = true;

        await store.WaitUntilAsync(() => replica.Handler.Due.IsEmpty, "the due work is done");
    }
}
