using Automation.Commerce.V1;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.Tests.Segments;
using Automation.Segmentation.V1;
using Xunit;

namespace Automation.Segmentation.Tests.Customers;

[Trait("kind", "stack")]
[Collection(CustomersCollection.Name)]
public sealed class Standing_among_customers(RunningCustomers customers)
{
    readonly RunningSegments _running = customers.Segments;

    [Fact]
    public async Task Scores_move_with_the_shop_and_segments_with_them_while_nobody_does_anything()
    {
        var shop = await _running.Suite.CreateShopAsync();
        await _running.PutAsync(shop, "fresh", "profile.rfm.recency >= 4");
        await _running.PutAsync(shop, "risk", "lifecycle_stage() == \"at_risk\"");
        var shoppers = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            shoppers.Add((await _running.RecordAsync(shop, $"user{number}", RunningSegments.Ordered($"o{number}"))).ShopperId);
            await _running.CaughtUpAsync();
            _running.Clock.MoveBy(TimeSpan.FromDays(1));
        }
        string[] latest = [.. shoppers.TakeLast(2).Order(StringComparer.Ordinal)];
        await MembersBecomeAsync("fresh", latest);

        var profiles = await _running.Profiles(shop).BatchGetProfilesAsync(new() { ShopperIds = { shoppers } });
        Assert.Equal([1, 2, 3, 4, 5], profiles.Profiles.Select(profile => profile.Rfm.Recency));
        Assert.All(profiles.Profiles, profile => Assert.Equal((1, 1, false), (profile.Rfm.Frequency, profile.Rfm.Monetary, profile.Rfm.TopTenth)));
        var why = await _running.Segments(shop).ExplainMembershipAsync(new() { SegmentId = "fresh", ShopperId = shoppers[^1] });
        Assert.Equal(("5", true, true), (why.Explanation.Value, why.Explanation.Holds, why.Member));

        // A new segment sees the scores of now, those of whoever was not judged since included.
        await _running.PutAsync(shop, "stale", "profile.rfm.recency == 1");
        Assert.Equal([shoppers[0]], await _running.MembersAsync(shop, "stale"));

        // Each day once, in every partition the same.
        var told = (await _running.RecordsAsync(shop)).Where(record => record.Event.Control?.CohortComputed is not null).ToList();
        var days = told.GroupBy(record => record.Event.Control.CohortComputed.AsOfTime.ToDateTime().Date).ToList();
        Assert.True(days.Count >= 2, $"{days.Count} days");
        Assert.All(days, day =>
        {
            Assert.Equal(Enumerable.Range(0, 16), day.Select(record => record.Event.Partition));
            Assert.Single(day.Select(record => record.Event.Control).Distinct());
        });

        // One order each: after 60 days all are missed.
        _running.Clock.MoveBy(TimeSpan.FromDays(60));
        await MembersBecomeAsync("risk", [.. shoppers.Order(StringComparer.Ordinal)]);

        Task MembersBecomeAsync(string segmentId, string[] expected) => RunningSegmentation.UntilAsync(
            $"{segmentId} has {string.Join(' ', expected)}", async () => (await _running.MembersAsync(shop, segmentId)).SequenceEqual(expected),
            TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task All_are_judged_in_turn_while_the_windows_of_others_run_out()
    {
        var (large, small) = (await _running.Suite.CreateShopAsync(), await _running.Suite.CreateShopAsync());
        await _running.PutAsync(large, "late", "profile.rfm.recency >= 2");
        await _running.PutAsync(small, "curious", "events(\"product_viewed\").in_last(\"1d\").count() >= 1");
        var shoppers = new List<string>();
        await OrderAsync(20);
        await _running.RecordAsync(small, "ann", RunningSegments.Viewed("p1"));
        await _running.CaughtUpAsync();
        _running.Clock.MoveBy(TimeSpan.FromDays(2));
        await RunningSegmentation.UntilAsync("ann has left", async () => (await _running.MembersAsync(small, "curious")).Count == 0, TimeSpan.FromSeconds(30));
        // Some seven in each partition, which take three pages.
        await OrderAsync(100);
        await _running.CaughtUpAsync();
        _running.Clock.MoveBy(TimeSpan.FromDays(1));

        var (expected, members) = (new List<string>(), new List<string>());
        await RunningSegmentation.UntilAsync("all who are late are in it", async () =>
        {
            var profiles = await _running.Profiles(large).BatchGetProfilesAsync(new() { ShopperIds = { shoppers } });
            expected = [.. profiles.Profiles.Where(profile => profile.Rfm?.Recency >= 2).Select(profile => profile.ShopperId).Order(StringComparer.Ordinal)];
            members = await _running.MembersAsync(large, "late");
            return expected.Count >= 80 && members.SequenceEqual(expected);
        }, TimeSpan.FromSeconds(60));
        // A record tells of no more than a page.
        var records = await _running.RecordsAsync(large);
        Assert.All(records.Where(record => record.Event.Control?.WindowsDue is not null), record => Assert.InRange(record.Changes.Count(change => change.ShopId == large.ShopId), 0, 3));

        async Task OrderAsync(int count)
        {
            for (var number = shoppers.Count; count > 0; count--, number++)
                shoppers.Add((await _running.RecordAsync(large, $"user{number}", RunningSegments.Ordered($"o{number}"))).ShopperId);
        }
    }

    [Fact]
    public async Task Standard_segments_come_once_and_what_the_shop_made_of_them_stays()
    {
        var shop = await _running.Suite.CreateShopAsync();
        var segments = _running.Segments(shop);
        await _running.PutAsync(shop, "repeat", "profile.order_summary.order_count >= 3");

        var first = await segments.InstallStandardSegmentsAsync(new());
        Assert.Equal(
            [("repeat", StandardSegmentOutcome.Kept)],
            first.Segments.Where(one => one.Outcome is not StandardSegmentOutcome.Installed).Select(one => (one.SegmentId, one.Outcome)));
        var second = await segments.InstallStandardSegmentsAsync(new());
        Assert.All(second.Segments, one => Assert.Equal(one.SegmentId is "repeat" ? StandardSegmentOutcome.Kept : StandardSegmentOutcome.Unchanged, one.Outcome));
        Assert.Equal(first.Segments.Count, (await segments.ListSegmentsAsync(new() { PageSize = 100 })).Segments.Count);

        // Edited, archived, and as a former build put it.
        await segments.PutSegmentAsync(RunningSegments.Put("vip", "profile.order_summary.order_count >= 10"));
        await segments.ArchiveSegmentAsync(new() { SegmentId = "lapsed" });
        var former = (await segments.PutSegmentAsync(RunningSegments.Put("bought-14d", "profile.order_summary.last_order_time.in_last(\"15d\")"))).Segment;
        await _running.ExecuteAsync(
            $"UPDATE segmentation.standard_segments SET template_version = 0, segment_version = {former.Version} WHERE shop_id = $1 AND segment_id = 'bought-14d'", shop.ShopId);
        var third = await segments.InstallStandardSegmentsAsync(new() { SegmentIds = { "vip", "lapsed", "bought-14d" } });
        Assert.Equal(
            [("bought-14d", StandardSegmentOutcome.Updated), ("lapsed", StandardSegmentOutcome.Kept), ("vip", StandardSegmentOutcome.Kept)],
            third.Segments.Select(one => (one.SegmentId, one.Outcome)));
        Assert.Contains("14d", (await segments.GetSegmentAsync(new() { SegmentId = "bought-14d" })).Segment.Text, StringComparison.Ordinal);

        var refusal = await RunningSegments.RefusedAsync(async () => await segments.InstallStandardSegmentsAsync(new() { SegmentIds = { "vip", "vups" } }));
        Assert.Contains("segment_ids[1]", refusal.Message, StringComparison.Ordinal);
    }
}
