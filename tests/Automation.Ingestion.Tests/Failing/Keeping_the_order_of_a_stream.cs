using Automation.Ingestion.Appending;
using Automation.ServiceDefaults.Faults;
using Npgsql;

namespace Automation.Ingestion.Tests.Failing;

/// <summary>The writer alone on the real log, so that nothing but the order of its queue decides what it meets first.</summary>
[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Keeping_the_order_of_a_stream(RunningIngestion ingestion)
{
    /// <summary>A sender goes on after its last acked event; what was taken behind a batch that failed would come before it.</summary>
    [Theory]
    // Each in a commit of its own, and all in one that is then done one by one.
    [InlineData(1)]
    [InlineData(2_000)]
    public async Task Nothing_is_appended_behind_a_batch_that_was_not(int groupEvents)
    {
        await using var alone = new LoneWriter(ingestion, new IngestionOptions { GroupEvents = groupEvents });
        var writer = alone.Writer;
        var shop = (await ingestion.ShopAsync()).ShopId;
        var order = new AppendOrder();
        var before = await writer.QueueAsync([LoneWriter.Pending(shop, "before")], order, default);
        // No column of PostgreSQL takes this character.
        var bad = await writer.QueueAsync([LoneWriter.Pending("\0", "bad")], order, default);
        var behind = await writer.QueueAsync([LoneWriter.Pending(shop, "behind")], order, default);
        var other = await writer.QueueAsync([LoneWriter.Pending(shop, "other")], new AppendOrder(), default);

        await writer.StartAsync(default);
        await writer.StopAsync(default);

        Assert.Equal(Fate.Recorded, Assert.Single(await before.Done).Fate);
        await Assert.ThrowsAsync<PostgresException>(() => bad.Done);
        var fault = await Assert.ThrowsAsync<Fault>(() => behind.Done);
        Assert.Equal(FaultReasons.DatabaseUnavailable, fault.Reason);
        Assert.Equal(Fate.Recorded, Assert.Single(await other.Done).Fate);
        Assert.Equal(
            ["before", "other"], (await ingestion.Log().ShopAsync(shop)).Select(record => record.Event.EventId).Order());
    }
}
