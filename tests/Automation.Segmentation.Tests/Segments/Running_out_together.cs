using System.Diagnostics;
using Automation.Segmentation.Tests.Running;
using Automation.Testing;
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
        var told = (await running.RecordsAsync(shop)).Where(record => record.Event.Control?.WindowsDue is not null).GroupBy(record => record.Event.Partition);
        Assert.All(told, records => Assert.Single(records));
        var left = (await running.ChangesAsync(shop)).Where(change => change.Contains(" Left ", StringComparison.Ordinal)).ToList();
        Assert.Equal(Members, left.Count);
        Assert.Equal(Members, left.Distinct().Count());
    }
}
