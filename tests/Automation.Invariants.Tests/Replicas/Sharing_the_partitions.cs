using System.Diagnostics;
using Automation.Testing;

namespace Automation.Invariants.Tests.Replicas;

/// <summary>The seconds that are promised are counted while nobody else starts services.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class CountingSecondsCollection
{
    public const string Name = "counting seconds";
}

/// <summary>Two replicas of every follower; one is started, killed, frozen in the middle of a batch, and thawed.</summary>
[Trait("kind", "fault")]
[Trait("alone", "true")]
[Collection(CountingSecondsCollection.Name)]
public sealed class Sharing_the_partitions(TwoOfEach two) : IClassFixture<TwoOfEach>
{
    static readonly TimeSpan s_share = TimeSpan.FromSeconds(15);
    static readonly TimeSpan s_takeOver = TimeSpan.FromSeconds(10);

    readonly Suite _suite = two.Suite;

    [Fact]
    public async Task Fifteen_seconds_after_a_second_replica_started_each_owns_half()
    {
        await Task.WhenAll(two.Ownerships.Select(async ownership =>
        {
            var second = _suite[ownership.Service, 1];
            await second.StopAsync();
            await ownership.SharedAsync(16, 0);
            await second.StartAsync();
            var took = await ownership.SharedAsync(8, 8);
            Assert.True(took < s_share, $"{ownership.Service} took {took}.");
        }));
    }

    [Theory]
    [InlineData("segmentation")]
    [InlineData("workflow-engine")]
    [InlineData("channel-delivery")]
    public async Task Ten_seconds_after_a_replica_was_killed_in_a_batch_the_other_owns_all(string service)
    {
        var scenario = await BeginAsync(service);
        await using (await scenario.InBatchAsync())
            _suite[service, 1].Kill();
        try
        {
            var took = await two[service].SharedAsync(16, 0);
            Assert.True(took < s_takeOver, $"It took {took}.");
            await scenario.EndsAsExpectedAsync();
        }
        finally
        {
            await _suite[service, 1].StartAsync();
        }
        var shared = await two[service].SharedAsync(8, 8);
        Assert.True(shared < s_share, $"It took {shared}.");
    }

    [Theory]
    [InlineData("segmentation")]
    [InlineData("workflow-engine")]
    [InlineData("channel-delivery")]
    public async Task A_replica_frozen_in_a_batch_loses_all_in_ten_seconds_and_writes_nothing_when_it_thaws(string service)
    {
        var scenario = await BeginAsync(service);
        var frozen = _suite[service, 1];
        var lost = await two[service].OfAsync(1);
        Assert.Equal(8, lost.Count);
        Stopwatch since;
        await using (await scenario.InBatchAsync())
        {
            frozen.Freeze();
            since = Stopwatch.StartNew();
        }
        try
        {
            await scenario.GoOnAsync();
            await two[service].SharedAsync(16, 0);
            Assert.True(since.Elapsed < s_takeOver, $"It took {since.Elapsed}.");
            // What was in flight and what came since is done by the other one, while the frozen one still has its own idea of it.
            await scenario.EndsAsExpectedAsync();
            await scenario.GoOnAsync();
        }
        finally
        {
            frozen.Thaw();
        }
        await two[service].SharedAsync(8, 8, s_share);
        await scenario.GoOnAsync();
        await scenario.EndsAsExpectedAsync();
        await EveryBatchWasItsOwnersAsync(service);
    }

    /// <summary>Batches of a partition follow each other without a gap, and those of one epoch are of one process: whoever lost it wrote nothing more.</summary>
    async Task EveryBatchWasItsOwnersAsync(string service)
    {
        var batches = await BatchLog.ReadAsync(two[service].Database);
        Assert.NotEmpty(batches);
        foreach (var partition in batches.GroupBy(batch => batch.Partition))
        {
            foreach (var (former, next) in partition.Zip(partition.Skip(1)))
            {
                Assert.Equal(former.After, next.Before);
                Assert.Equal(former.Epoch, next.EpochBefore);
                Assert.Equal(next.IsTakeOver, next.Epoch == former.Epoch + 1);
            }
        }
    }

    async Task<ShopperScenario> BeginAsync(string service)
    {
        await Task.WhenAll(two.Ownerships.Select(ownership => ownership.SharedAsync(8, 8)));
        return await ShopperScenario.BeginAsync(two, service);
    }
}
