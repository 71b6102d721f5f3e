using System.Diagnostics;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Automation.Testing;
using Npgsql;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>The window of many runs out at one instant.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Running_out_together(RunningSegments running)
{
    const int Members = 2_000;

    [Fact]
    public async Task All_of_them_leave_within_seconds_and_each_is_told_of_once()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        await running.Ingestion(shop).RecordAsync(Enumerable.Range(0, Members).Select(number =>
        {
            var viewed = RunningSegments.Viewed("p1");
            (viewed.EventId, viewed.Identifiers) = ($"view-{number}", new() { UserId = $"user-{number}" });
            return viewed;
        }));
        await running.CaughtUpAsync();
        Assert.Equal(Members, await running.CountAsync(shop, "curious"));

        running.Clock.MoveBy(TimeSpan.FromDays(8));
        var waited = Stopwatch.StartNew();
        await RunningSegmentation.UntilAsync("all have left", async () => await running.CountAsync(shop, "curious") == 0, TimeSpan.FromSeconds(60));
        // 5 s on a machine of which they have two cores; tests have less.
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(15), $"{Members} members left within {waited.Elapsed}, not 15 s.");
        // No partition has more than one record tells of at once.
        var all = await running.RecordsAsync(shop);
        var told = all.Where(record => record.Event.Control?.WindowsDue is not null).GroupBy(record => record.Event.Partition);
        Assert.All(told, records => Assert.Single(records));
        // Beside those of other shops whose windows ran out, too.
        var left = all.SelectMany(record => record.Changes).Where(change => change.ShopId == shop.ShopId && change.Movement is Movement.Left).ToList();
        Assert.Equal(Members, left.Count);
        Assert.Equal(Members, left.DistinctBy(change => change.ShopperId).Count());
    }

    [Fact]
    public async Task Whom_it_changes_nothing_for_stays_in_memory()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        var shopperId = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        running.Clock.MoveBy(TimeSpan.FromDays(3));
        await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"));
        await running.CaughtUpAsync();
        // An event that moves it back does not search for the next one: it may be too early.
        var due = await DueTimeAsync();
        running.Clock.MoveBy(TimeSpan.FromDays(5));
        await RunningSegmentation.UntilAsync("the first has run out", async () => await DueTimeAsync() > due);
        Assert.Equal([shopperId], await running.MembersAsync(shop, "curious"));
        await running.CaughtUpAsync();

        // What is in memory is not read again, or this could not be folded.
        await running.ExecuteAsync("UPDATE segmentation.profiles SET state = decode('ffffff', 'hex') WHERE shop_id = $1", shop.ShopId);
        await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p2"));
        await running.CaughtUpAsync();

        var profile = (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = shopperId })).Profile;
        Assert.Equal(["p2", "p1"], profile.ProductViews.Select(view => view.ProductId));

        async Task<DateTime> DueTimeAsync()
        {
            await using var database = NpgsqlDataSource.Create(running.Suite.Databases["segmentation"]);
            await using var command = database.CreateCommand("SELECT due_time FROM segmentation.segment_states WHERE shop_id = $1");
            command.Parameters.Add(new() { Value = shop.ShopId });
            return (DateTime)(await command.ExecuteScalarAsync())!;
        }
    }
}
