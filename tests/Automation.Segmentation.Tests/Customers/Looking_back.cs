using Automation.Commerce.V1;
using Automation.Segmentation.Tests.Segments;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Customers;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Looking_back(RunningSegments running)
{
    [Fact]
    public async Task What_happened_is_listed_latest_first_and_the_profile_of_then_is_folded_again()
    {
        var shop = await running.Suite.CreateShopAsync();
        var before = running.Clock.Now;
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"))).ShopperId;
        await running.CaughtUpAsync();
        await running.PutAsync(shop, "curious", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 1");
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        var then = running.Clock.Now;
        running.Clock.MoveBy(TimeSpan.FromHours(1));
        await running.RecordAsync(shop, "ann", RunningSegments.Ordered("o1"));
        await running.CaughtUpAsync();
        running.Clock.MoveBy(TimeSpan.FromDays(8));
        await Running.RunningSegmentation.UntilAsync("ann has left", async () => (await running.MembersAsync(shop, "curious")).Count == 0);

        string[] expected = ["Left curious", "Entered buyers", "OrderCompleted", "ProductViewed"];
        var profiles = running.Profiles(shop);
        Assert.Equal(expected, (await profiles.ListTimelineAsync(new() { ShopperId = ann })).Entries.Select(Named));
        var (paged, token) = (new List<TimelineEntry>(), "");
        do
        {
            var page = await profiles.ListTimelineAsync(new() { ShopperId = ann, PageSize = 1, PageToken = token });
            paged.Add(Assert.Single(page.Entries));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        Assert.Equal(expected, paged.Select(Named));
        Assert.All(paged.Zip(paged.Skip(1)), pair => Assert.True(pair.First.LogTime >= pair.Second.LogTime));

        var now = (await profiles.GetProfileAsync(new() { ShopperId = ann })).Profile;
        Assert.Equal((1, "buyers"), (now.OrderSummary.OrderCount, Assert.Single(now.SegmentIds)));
        var past = (await profiles.GetProfileAsync(new() { ShopperId = ann, AsOfTime = then.ToTimestamp() })).Profile;
        Assert.Null(past.OrderSummary);
        Assert.Equal(("curious", "p1"), (Assert.Single(past.SegmentIds), Assert.Single(past.ProductViews).ProductId));

        await AssertRefusedAsync(StatusCode.NotFound, before);
        await AssertRefusedAsync(StatusCode.InvalidArgument, running.Clock.Now.AddDays(1));
        var unknown = await RunningSegments.RefusedAsync(async () => await profiles.ListTimelineAsync(new() { ShopperId = Guid.NewGuid().ToString() }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);

        async Task AssertRefusedAsync(StatusCode status, DateTimeOffset asOf) => Assert.Equal(status, (await RunningSegments.RefusedAsync(
            async () => await profiles.GetProfileAsync(new() { ShopperId = ann, AsOfTime = asOf.ToTimestamp() }))).StatusCode);
    }

    [Fact]
    public async Task Profiles_are_found_by_what_they_say_and_by_segment()
    {
        var shop = await running.Suite.CreateShopAsync();
        var shoppers = new List<string>();
        for (var number = 0; number < 5; number++)
        {
            await running.RecordAsync(shop, $"user{number}", new() { ShopperIdentified = new() { Traits = new() { Fields = { ["city"] = Value.ForString(number % 2 == 0 ? "Berlin" : "Bonn") } } } });
            shoppers.Add((await running.RecordAsync(shop, $"user{number}", number < 2 ? RunningSegments.Ordered($"o{number}") : RunningSegments.Viewed("p"))).ShopperId);
        }
        await running.CaughtUpAsync();
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 1");

        await AssertFoundAsync([shoppers[3]], new() { Text = "profile.user_id == \"user3\"" });
        await AssertFoundAsync([shoppers[0], shoppers[2], shoppers[4]], new() { Text = "profile.traits.city == \"Berlin\"", PageSize = 2 });
        await AssertFoundAsync([shoppers[0], shoppers[1]], new() { SegmentId = "buyers", PageSize = 1 });
        await AssertFoundAsync([shoppers[1]], new() { SegmentId = "buyers", Text = "profile.traits.city == \"Bonn\"" });
        foreach (var (wrong, status) in (IEnumerable<(SearchProfilesRequest, StatusCode)>)
        [
            (new(), StatusCode.InvalidArgument), (new() { Text = "profile.mail == 1" }, StatusCode.InvalidArgument),
            (new() { Text = "events(\"product_viewed\").count() > 1" }, StatusCode.InvalidArgument), (new() { SegmentId = "nobody" }, StatusCode.NotFound),
        ])
        {
            Assert.Equal(status, (await RunningSegments.RefusedAsync(async () => await running.Profiles(shop).SearchProfilesAsync(wrong))).StatusCode);
        }

        async Task AssertFoundAsync(string[] expected, SearchProfilesRequest request)
        {
            var found = new List<string>();
            do
            {
                var page = await running.Profiles(shop).SearchProfilesAsync(request);
                found.AddRange(page.Profiles.Select(profile => profile.ShopperId));
                request.PageToken = page.NextPageToken;
            }
            while (request.PageToken.Length > 0);
            Assert.Equal(expected.Order(StringComparer.Ordinal), found);
        }
    }

    static string Named(TimelineEntry entry) => entry.MembershipChange is { } change
        ? $"{change.Movement} {change.SegmentId}"
        : $"{entry.Event.ActionCase}";
}
