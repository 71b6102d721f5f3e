using Automation.Commerce.V1;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Being_in_a_segment(RunningSegments running)
{
    const string Buyers = "profile.order_summary.order_count >= 1";
    const string Curious = "events(\"product_viewed\").in_last(\"7d\").count() >= 2";

    [Fact]
    public async Task An_event_makes_a_member_and_time_alone_ends_it()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "buyers", Buyers);
        await running.PutAsync(shop, "curious", Curious);
        var began = running.Clock.Now;

        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p2"));
        var ordered = await running.RecordAsync(shop, "bob", RunningSegments.Ordered("o1"));
        var bob = ordered.ShopperId;
        await running.CaughtUpAsync();

        Assert.Equal([ann], await running.MembersAsync(shop, "curious"));
        Assert.Equal([bob], await running.MembersAsync(shop, "buyers"));
        var entered = await running.RecordsAsync(shop);
        var sale = Assert.Single(entered, record => record.Event.Event?.OrderCompleted is not null);
        Assert.Equal(
            new MembershipChange { ShopId = shop.ShopId, ShopperId = bob, SegmentId = "buyers", Version = 1, Movement = Movement.Entered },
            Assert.Single(sale.Changes));
        var profile = (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = bob, MinPosition = ordered.Position })).Profile;
        Assert.Equal(["buyers"], profile.SegmentIds);

        var why = await running.Segments(shop).ExplainMembershipAsync(new() { SegmentId = "curious", ShopperId = ann });
        Assert.True(why.Member);
        Assert.True(why.Explanation.Holds);
        Assert.Equal(("2", "2"), (why.Explanation.Value, why.Explanation.Operand));
        Assert.Equal(2, why.Explanation.EventIds.Count);

        // The first view leaves the window a week after it, an hour before the second.
        running.Clock.MoveTo(began + TimeSpan.FromDays(7) + TimeSpan.FromMinutes(30));
        await RunningSegmentation.UntilAsync("ann has left", async () => (await running.MembersAsync(shop, "curious")).Count == 0);
        Assert.Equal([$"{ann} Entered curious/1", $"{ann} Left curious/1"], (await running.ChangesAsync(shop)).Where(change => change.StartsWith(ann, StringComparison.Ordinal)));
        var told = Assert.Single(await running.RecordsAsync(shop), record => record.Event.Control?.WindowsDue is not null);
        Assert.Equal(("", ""), (told.Event.ShopId, told.Event.ShopperId));
        Assert.Equal([bob], await running.MembersAsync(shop, "buyers"));
        Assert.Empty((await running.Profiles(shop).GetProfileAsync(new() { ShopperId = ann })).Profile.SegmentIds);

        // What was so then stays known.
        var then = began + TimeSpan.FromDays(1);
        Assert.Equal([ann], await running.MembersAsync(shop, "curious", then));
        Assert.Empty(await running.MembersAsync(shop, "curious", began));
        Assert.Equal((1, 0), (await running.CountAsync(shop, "curious", then), await running.CountAsync(shop, "curious")));
        var segments = await running.Segments(shop).ListShopperSegmentsAsync(new() { ShopperId = ann, AsOfTime = then.ToTimestamp() });
        Assert.Equal("curious", Assert.Single(segments.Memberships).SegmentId);
        Assert.Empty((await running.Segments(shop).ListShopperSegmentsAsync(new() { ShopperId = ann })).Memberships);
    }

    [Fact]
    public async Task Whoever_was_there_before_is_filled_in_with_all_they_did_and_nobody_is_told()
    {
        var shop = await running.Suite.CreateShopAsync();
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        var bob = (await running.RecordAsync(shop, "bob", RunningSegments.Viewed("p1"))).ShopperId;
        await running.RecordAsync(shop, "bob", RunningSegments.Viewed("p2"));
        await running.RecordAsync(shop, "cem", new Event { ConsentChanged = new() { Channel = Channel.Email, State = ConsentState.Subscribed, Address = "cem@example.com" } });
        await running.CaughtUpAsync();

        var segment = await running.PutAsync(shop, "curious", Curious);
        Assert.Equal(SegmentStage.Effective, segment.Stage);
        Assert.Equal([bob], await running.MembersAsync(shop, "curious"));
        Assert.Equal(["curious"], (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = bob })).Profile.SegmentIds);
        Assert.Empty(await running.ChangesAsync(shop));

        // Her first view counts although it was before the segment.
        await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p3"));
        await running.RecordAsync(shop, "bob", RunningSegments.Viewed("p3"));
        await running.CaughtUpAsync();
        Assert.Equal([$"{ann} Entered curious/1"], await running.ChangesAsync(shop));
        Assert.Equal(new[] { ann, bob }.Order(StringComparer.Ordinal), await running.MembersAsync(shop, "curious"));
        Assert.Equal(2, await running.CountAsync(shop, "curious"));
    }

    [Fact]
    public async Task A_new_version_takes_the_place_of_the_old_one_and_an_archived_segment_has_nobody()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "curious", Curious);
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        await running.CaughtUpAsync();
        Assert.Empty(await running.MembersAsync(shop, "curious"));

        var changed = await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        Assert.Equal(2, changed.Version);
        Assert.Equal([ann], await running.MembersAsync(shop, "curious"));
        Assert.Empty(await running.ChangesAsync(shop));

        // One that is given up leaves everything as it was; a name alone makes no version.
        await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("curious", "has(profile.phone)"));
        var cancelled = (await running.Segments(shop).CancelPreparationAsync(new() { SegmentId = "curious" })).Segment;
        Assert.Equal((3, SegmentStage.Cancelled, 2), (cancelled.Version, cancelled.Stage, cancelled.EffectiveVersion));
        await running.CaughtUpAsync();
        Assert.Equal([ann], await running.MembersAsync(shop, "curious"));

        changed = await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        Assert.Equal(4, changed.Version);
        var renaming = RunningSegments.Put("curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        renaming.Definition.DisplayName = "Looks around";
        changed = (await running.Segments(shop).PutSegmentAsync(renaming)).Segment;
        Assert.Equal((4, "Looks around", SegmentStage.Effective), (changed.Version, changed.Definition.DisplayName, changed.Stage));

        var same = await running.Segments(shop).PutSegmentAsync(renaming);
        Assert.Equal((4, changed.Etag), (same.Segment.Version, same.Segment.Etag));

        var archived = await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "curious" });
        Assert.Equal(SegmentStage.Archived, archived.Segment.Stage);
        await RunningSegmentation.UntilAsync("nobody is in it", async () => (await running.MembersAsync(shop, "curious")).Count == 0);
        Assert.Empty((await running.Segments(shop).ListSegmentsAsync(new())).Segments);
        await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p2"));
        await running.CaughtUpAsync();
        Assert.Empty(await running.ChangesAsync(shop));
        Assert.Empty((await running.Profiles(shop).GetProfileAsync(new() { ShopperId = ann })).Profile.SegmentIds);
    }
}
