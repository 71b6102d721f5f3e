using Automation.EventLog.Following;
using Xunit;

namespace Automation.Following.Tests;

[Trait("kind", "fault")]
public sealed class Replicas_share_the_partitions
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(20)]
    public void Shares_add_up_and_differ_by_one_at_most(int replicas)
    {
        var shares = Enumerable.Range(0, replicas).Select(rank => PartitionOwnership.FairShare(replicas, rank)).ToList();

        Assert.Equal(Partitions.Count, shares.Sum());
        Assert.InRange(shares.Max() - shares.Min(), 0, 1);
    }

    [Fact]
    public void Who_has_no_seat_has_no_share() => Assert.Equal(0, PartitionOwnership.FairShare(2, -1));

    [Fact]
    public async Task A_second_replica_gets_half_and_the_survivor_gets_all()
    {
        await using var store = await FollowedStore.CreateAsync();
        await using var first = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => first.Owned.Count == 16, "the only replica owns 16");

        var second = await store.StartReplicaAsync();
        await store.WaitUntilAsync(() => first.Owned.Count == 8 && second.Owned.Count == 8, "each owns 8");
        Assert.Empty(first.Owned.Intersect(second.Owned));

        await second.DisposeAsync();
        await store.WaitUntilAsync(() => first.Owned.Count == 16, "the survivor owns 16");
    }
}
