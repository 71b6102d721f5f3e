using Automation.Segmentation.V1;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>Whoever goes through the members as of a record finds the same ones, however long it takes.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Reading_the_members_of_a_partition(RunningSegments running)
{
    const string Looking = "events('product_viewed').count() >= 1 && !(profile.order_summary.order_count > 0)";

    [Fact]
    public async Task Answers_who_was_in_right_behind_a_record()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "looking", Looking);
        var viewed = await running.RecordAsync(shop, "ann", RunningSegments.Viewed("p1"));
        var bought = await running.RecordAsync(shop, "ann", RunningSegments.Ordered("o1"));
        var (partition, ann) = (viewed.Position.Partition, viewed.ShopperId);

        async Task<ReadMembersResponse> AsOf(long sequence) => await running.MembershipLog.ReadMembersAsync(new()
        {
            Partition = partition, ShopId = shop.ShopId, SegmentIds = { "looking", "of-nobody" }, AsOfSequence = sequence,
        });
        var then = await AsOf(viewed.Position.Sequence);
        Assert.Equal((ann, 1), (Assert.Single(then.ShopperIds), then.MemberCount));
        Assert.Equal((0, 0), ((await AsOf(bought.Position.Sequence)).ShopperIds.Count, (await AsOf(bought.Position.Sequence)).MemberCount));
        Assert.Empty((await AsOf(viewed.Position.Sequence - 1)).ShopperIds);
        Assert.Empty((await AsOf(0)).ShopperIds);
    }

    [Fact]
    public async Task Answers_everybody_once_in_pages()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "looking", Looking);
        await running.PutAsync(shop, "curious", "events('product_viewed').count() >= 2");
        var expected = new SortedSet<string>(StringComparer.Ordinal);
        for (var user = 0; user < 60; user++)
        {
            expected.Add((await running.RecordAsync(shop, $"user-{user}", RunningSegments.Viewed("p1"))).ShopperId);
            // In both segments, and still one of them.
            await running.RecordAsync(shop, $"user-{user}", RunningSegments.Viewed("p2"));
        }
        await running.CaughtUpAsync();
        var found = new List<string>();
        var count = 0L;
        for (var partition = 0; partition < 16; partition++)
        {
            var page = new ReadMembersResponse();
            do
            {
                page = await running.MembershipLog.ReadMembersAsync(new()
                {
                    Partition = partition, ShopId = shop.ShopId, SegmentIds = { "looking", "curious" }, MaxMembers = 2,
                    AfterShopperId = page.ShopperIds.LastOrDefault() ?? "",
                });
                found.AddRange(page.ShopperIds);
                count += page.MemberCount;
            }
            while (page.ShopperIds.Count == 2);
        }
        Assert.Equal(expected, found.Order(StringComparer.Ordinal));
        Assert.Equal(60, count);
    }

    [Fact]
    public async Task Says_what_is_wrong_with_the_question()
    {
        async Task RefusedAsync(string field, ReadMembersRequest request)
        {
            var refusal = await RunningSegments.RefusedAsync(() => running.MembershipLog.ReadMembersAsync(request).ResponseAsync);
            Assert.Equal(StatusCode.InvalidArgument, refusal.StatusCode);
            Assert.StartsWith(field, refusal.Status.Detail, StringComparison.Ordinal);
        }

        await RefusedAsync("partition", new() { Partition = 16, ShopId = "s", SegmentIds = { "a" } });
        await RefusedAsync("shop_id", new() { SegmentIds = { "a" } });
        await RefusedAsync("segment_ids", new() { ShopId = "s" });
        await RefusedAsync("as_of_sequence", new() { ShopId = "s", SegmentIds = { "a" }, AsOfSequence = -1 });
        await RefusedAsync("after_shopper_id", new() { ShopId = "s", SegmentIds = { "a" }, AfterShopperId = "x" });
        await RefusedAsync("max_members", new() { ShopId = "s", SegmentIds = { "a" }, MaxMembers = -1 });
    }
}
