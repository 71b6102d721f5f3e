using Automation.Commerce.V1;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.Tests.Segments;
using Automation.Segmentation.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Lists;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Being_in_a_list(RunningSegments running)
{
    [Fact]
    public async Task Shoppers_come_in_and_out_and_who_was_in_it_then_stays_known()
    {
        var shop = await running.Suite.CreateShopAsync();
        var lists = Lists(shop);
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        var put = (await lists.PutListAsync(new() { ListId = "vip", DisplayName = "Very important" })).List;
        Assert.Equal(("vip", "Very important", 0L), (put.ListId, put.DisplayName, put.MemberCount));

        var added = await lists.AddShoppersAsync(new()
        {
            ListId = "vip", Reason = "by hand", RequestId = "first",
            Shoppers = { ById(ann), ByMail("bob@example.com"), ById(Guid.NewGuid().ToString()), ByMail("no mailbox") },
        });
        Assert.Equal(2, added.RecordedCount);
        Assert.Equal(
            ["2 NOT_FOUND shopper_id", "3 FIELD_INVALID identifiers.email"],
            added.Refusals.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value.Reason} {pair.Value.Field}"));
        await running.CaughtUpAsync();
        var members = await MembersAsync(shop, "vip");
        Assert.Equal(2, members.Count);
        Assert.Contains(ann, members);
        Assert.Equal(["vip"], (await running.Profiles(shop).GetProfileAsync(new() { ShopperId = ann })).Profile.ListIds);
        Assert.Equal("by hand", Assert.Single(await running.RecordsAsync(shop), record => record.Event.ShopperId == ann && record.Event.Event?.ListChanged is not null)
            .Event.Event.ListChanged.Reason);

        var both = running.Clock.Now;
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        var removed = await lists.RemoveShoppersAsync(new() { ListId = "vip", RequestId = "second", Shoppers = { ById(ann), ByMail("nobody@example.com") } });
        Assert.Equal((1, "NOT_FOUND"), (removed.RecordedCount, removed.Refusals[1].Reason));
        await running.CaughtUpAsync();
        // The same request again, as after a lost answer: it was done, and does not bring her back.
        Assert.Equal(2, (await lists.AddShoppersAsync(new()
        {
            ListId = "vip", Reason = "by hand", RequestId = "first",
            Shoppers = { ById(ann), ByMail("bob@example.com"), ById(Guid.NewGuid().ToString()), ByMail("no mailbox") },
        })).RecordedCount);
        await running.CaughtUpAsync();

        Assert.DoesNotContain(ann, await MembersAsync(shop, "vip"));
        Assert.Equal(members, await MembersAsync(shop, "vip", both));
        Assert.Equal(1, (await lists.CountListMembersAsync(new() { ListId = "vip" })).MemberCount);
        Assert.Equal(2, (await lists.CountListMembersAsync(new() { ListId = "vip", AsOfTime = both.ToTimestamp() })).MemberCount);
        Assert.Empty((await lists.ListShopperListsAsync(new() { ShopperId = ann })).Memberships);
        Assert.Equal("vip", Assert.Single((await lists.ListShopperListsAsync(new() { ShopperId = ann, AsOfTime = both.ToTimestamp() })).Memberships).ListId);
        // Nobody was made in order to be taken out.
        var unknown = await RunningSegments.RefusedAsync(async () => await running.Ingestion(shop).LookUpShopperAsync(
            new() { Identifiers = new() { Email = "nobody@example.com" } }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task A_segment_that_asks_for_a_list_changes_with_it()
    {
        var shop = await running.Suite.CreateShopAsync();
        var lists = Lists(shop);
        await lists.PutListAsync(new() { ListId = "staff", DisplayName = "Staff" });
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Ordered("o1"))).ShopperId;
        var bob = (await running.RecordAsync(shop, "bob", RunningSegments.Ordered("o2"))).ShopperId;
        await lists.AddShoppersAsync(new() { ListId = "staff", Shoppers = { ById(bob) } });
        await running.CaughtUpAsync();
        await running.PutAsync(shop, "customers", "profile.order_summary.order_count >= 1 && !in_list(\"staff\")");
        Assert.Equal([ann], await running.MembersAsync(shop, "customers"));

        await lists.AddShoppersAsync(new() { ListId = "staff", Shoppers = { ById(ann) } });
        await lists.RemoveShoppersAsync(new() { ListId = "staff", Shoppers = { ById(bob) } });
        await running.CaughtUpAsync();
        Assert.Equal([bob], await running.MembersAsync(shop, "customers"));
        Assert.Equal([$"{ann} Left customers/1", $"{bob} Entered customers/1"], (await running.ChangesAsync(shop)).Order(StringComparer.Ordinal).OrderBy(change => change.Contains("Entered", StringComparison.Ordinal)));
        var why = await running.Segments(shop).ExplainMembershipAsync(new() { SegmentId = "customers", ShopperId = ann });
        Assert.False(why.Explanation.Holds);

        var refused = await RunningSegments.RefusedAsync(async () => await lists.ArchiveListAsync(new() { ListId = "staff" }));
        Assert.Equal(StatusCode.FailedPrecondition, refused.StatusCode);
        Assert.Contains("customers", refused.Status.Detail, StringComparison.Ordinal);
        await running.Segments(shop).ArchiveSegmentAsync(new() { SegmentId = "customers" });
        Assert.NotNull((await lists.ArchiveListAsync(new() { ListId = "staff" })).List.ArchiveTime);
    }

    [Fact]
    public async Task An_archived_list_takes_nobody_until_it_is_put_again_with_its_members()
    {
        var shop = await running.Suite.CreateShopAsync();
        var lists = Lists(shop);
        var first = (await lists.PutListAsync(new() { ListId = "fair", DisplayName = "Fair" })).List;
        Assert.Equal(first.Etag, (await lists.PutListAsync(new() { ListId = "fair", DisplayName = "Fair" })).List.Etag);
        await lists.AddShoppersAsync(new() { ListId = "fair", Shoppers = { ByMail("ann@example.com") } });
        await running.CaughtUpAsync();
        var stale = await RunningSegments.RefusedAsync(async () => await lists.ArchiveListAsync(new() { ListId = "fair", Etag = "r7" }));
        Assert.Equal(StatusCode.Aborted, stale.StatusCode);
        await lists.ArchiveListAsync(new() { ListId = "fair", Etag = first.Etag });

        Assert.Empty((await lists.ListListsAsync(new())).Lists);
        foreach (var call in (Func<Task>[])
        [
            async () => await lists.AddShoppersAsync(new() { ListId = "fair", Shoppers = { ByMail("bob@example.com") } }),
            async () => await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("at-the-fair", "in_list(\"fair\")")),
        ])
            Assert.Contains((await RunningSegments.RefusedAsync(call)).StatusCode, new[] { StatusCode.NotFound, StatusCode.InvalidArgument });
        var again = (await lists.PutListAsync(new() { ListId = "fair", DisplayName = "Fair of York" })).List;
        Assert.Equal(("Fair of York", 1L), (again.DisplayName, again.MemberCount));
        Assert.Null(again.ArchiveTime);
        Assert.Equal("fair", Assert.Single((await lists.ListListsAsync(new())).Lists).ListId);
    }

    [Fact]
    public async Task What_is_wrong_is_said_with_its_field_and_other_shops_see_nothing()
    {
        var shop = await running.Suite.CreateShopAsync();
        var lists = Lists(shop);
        await lists.PutListAsync(new() { ListId = "vip", DisplayName = "VIP" });
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        foreach (var (call, field) in ((Func<Task>, string)[])
        [
            (async () => await lists.PutListAsync(new() { ListId = "VIP", DisplayName = "x" }), "list_id"),
            (async () => await lists.PutListAsync(new() { ListId = "vip" }), "display_name"),
            (async () => await lists.AddShoppersAsync(new() { ListId = "vip" }), "shoppers"),
            (async () => await lists.AddShoppersAsync(new() { ListId = "vip", Shoppers = { new ListedShopper() } }), "shoppers[0].who"),
            (async () => await lists.AddShoppersAsync(new() { ListId = "vip", Shoppers = { Enumerable.Repeat(ById(ann), 501) } }), "shoppers"),
            (async () => await lists.AddShoppersAsync(new() { ListId = "vip", RequestId = "with space", Shoppers = { ById(ann) } }), "request_id"),
            (async () => await lists.AddShoppersAsync(new() { ListId = "vip", Reason = new string('x', 201), Shoppers = { ById(ann) } }), "reason"),
        ])
        {
            var refused = await RunningSegments.RefusedAsync(call);
            Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
            Assert.StartsWith(field, refused.Status.Detail, StringComparison.Ordinal);
        }
        var other = await running.Suite.CreateShopAsync();
        Assert.Equal(StatusCode.NotFound, (await RunningSegments.RefusedAsync(async () => await Lists(other).GetListAsync(new() { ListId = "vip" }))).StatusCode);
        await Lists(other).PutListAsync(new() { ListId = "vip", DisplayName = "VIP" });
        Assert.Equal("NOT_FOUND", (await Lists(other).AddShoppersAsync(new() { ListId = "vip", Shoppers = { ById(ann) } })).Refusals[0].Reason);
    }

    ListService.ListServiceClient Lists(SuiteShop shop) => new(running.Suite.AsShop("segmentation", shop));

    static ListedShopper ById(string shopperId) => new() { ShopperId = shopperId };

    static ListedShopper ByMail(string email) => new() { Identifiers = new Identifiers { Email = email } };

    async Task<List<string>> MembersAsync(SuiteShop shop, string listId, DateTimeOffset? asOf = null)
    {
        var members = new List<string>();
        var token = "";
        do
        {
            var page = await Lists(shop).ListListMembersAsync(new() { ListId = listId, AsOfTime = asOf?.ToTimestamp(), PageSize = 1, PageToken = token });
            members.AddRange(page.Members.Select(member => member.ShopperId));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return members;
    }
}
