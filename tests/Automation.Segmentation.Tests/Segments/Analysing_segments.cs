using System.Text;
using Automation.Segmentation.Rpc;
using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Testing;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Analysing_segments(RunningSegments running)
{
    [Fact]
    public async Task Segments_are_counted_together_compared_and_written_as_a_file()
    {
        var (shop, shoppers) = await FillAsync();
        var analysis = Analysis(shop);

        Assert.Equal(2, await CountAsync(new() { InAll = { "lookers", "buyers" } }));
        Assert.Equal(4, await CountAsync(new() { InAny = { "lookers", "buyers" } }));
        Assert.Equal(1, await CountAsync(new() { InAll = { "lookers" }, InNone = { "buyers" } }));
        Assert.Equal(1, await CountAsync(new() { InAll = { "buyers" }, InAny = { "lookers", "regulars" }, InNone = { "regulars" } }));
        var compared = await analysis.CompareSegmentsAsync(new() { SegmentIds = { "lookers", "buyers", "regulars" } });
        Assert.Equal(
            ["lookers lookers 3", "lookers buyers 2", "lookers regulars 1", "buyers buyers 3", "buyers regulars 1", "regulars regulars 1"],
            compared.Overlaps.Select(overlap => $"{overlap.SegmentId} {overlap.OtherSegmentId} {overlap.MemberCount}"));

        var members = (await running.Segments(shop).ListMembersAsync(new() { SegmentId = "buyers" })).Members;
        Assert.Equal(["shopper_id,enter_time", .. members.Select(member => $"{member.ShopperId},{member.EnterTime.ToDateTime():yyyy-MM-ddTHH:mm:ss.ffffffZ}"), ""], await ExportAsync("buyers"));
        // Whoever has left since is not in it, and is in that of before.
        var before = running.Clock.Now;
        running.Clock.MoveBy(TimeSpan.FromDays(8));
        await RunningSegmentation.UntilAsync("windows have run out", async () => (await running.MembersAsync(shop, "lookers")).Count == 0);
        Assert.Equal(["shopper_id,enter_time", ""], await ExportAsync("lookers"));
        Assert.Equal(5, (await ExportAsync("lookers", before)).Count);
        Assert.Equal(4, shoppers.Count);

        async Task<long> CountAsync(CountCombinationRequest request) => (await analysis.CountCombinationAsync(request)).MemberCount;

        async Task<List<string>> ExportAsync(string segmentId, DateTimeOffset? asOf = null)
        {
            var request = new ExportMembersRequest { SegmentId = segmentId };
            if (asOf is { } time)
                request.AsOfTime = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(time);
            var text = new StringBuilder();
            using var call = analysis.ExportMembers(request);
            await foreach (var part in call.ResponseStream.ReadAllAsync())
                text.Append(part.Content.ToStringUtf8());
            return [.. text.ToString().Split("\r\n")];
        }
    }

    [Fact]
    public async Task A_preview_judges_whom_a_segment_would_have_without_storing_anything()
    {
        var (shop, shoppers) = await FillAsync();

        foreach (var text in (string[])
            ["events(\"product_viewed\").count() >= 1 && !in_segment(\"regulars\")", "profile.order_summary.order_count >= 1", "has(profile.email)", "!has(profile.email)"])
        {
            var preview = await Analysis(shop).PreviewSegmentAsync(new() { Definition = new() { Text = text }, ExampleCount = 50 });
            await running.PutAsync(shop, "put", text);
            Assert.Equal(await running.MembersAsync(shop, "put"), preview.ExampleShopperIds.Order(StringComparer.Ordinal));
            Assert.Equal(
                (shoppers.Count, shoppers.Count, preview.ExampleShopperIds.Count, preview.MatchingCount, preview.MatchingCount, preview.MatchingCount),
                (preview.ShopperCount, preview.JudgedCount, preview.MatchingCount, preview.EstimatedCount, preview.LowCount, preview.HighCount));
        }
        Assert.Equal(4, (await running.Segments(shop).ListSegmentsAsync(new())).Segments.Count);
    }

    [Fact]
    public async Task A_sample_is_a_part_of_all_and_says_so()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.Ingestion(shop).RecordAsync(Enumerable.Range(0, 800).Select(number =>
        {
            var viewed = RunningSegments.Viewed($"p{number % 4}");
            (viewed.EventId, viewed.Identifiers) = ($"view-{number}", new() { UserId = $"user-{number}" });
            return viewed;
        }));
        await running.CaughtUpAsync();

        var preview = await Analysis(shop).PreviewSegmentAsync(new()
        {
            Definition = new() { Text = "events(\"product_viewed\").where(e, e.product.product_id == \"p1\").count() == 1" }, JudgeCount = 200, ExampleCount = 3,
        });
        Assert.Equal(800, preview.ShopperCount);
        Assert.InRange(preview.JudgedCount, 100, 300);
        Assert.InRange(preview.MatchingCount, 10, 100);
        Assert.Equal(3, preview.ExampleShopperIds.Count);
        Assert.InRange(preview.EstimatedCount, preview.LowCount, preview.HighCount);
        Assert.True(preview.LowCount < preview.HighCount);
    }

    [Fact]
    public async Task Each_count_says_how_many_a_channel_can_reach()
    {
        var (shop, _) = await FillAsync();
        await running.Ingestion(shop).RecordEventAsync(new()
        {
            Event = new()
            {
                EventId = "agreed", Identifiers = new() { UserId = "cas", Email = "cas@example.com" },
                ConsentChanged = new() { Channel = Commerce.V1.Channel.Email, State = Commerce.V1.ConsentState.Subscribed },
            },
        });
        await running.CaughtUpAsync();
        Assert.Empty((await running.Segments(shop).CountMembersAsync(new() { SegmentId = "buyers" })).Reachable);
        await running.Segments(shop).InstallStandardSegmentsAsync(new() { SegmentIds = { "reachable-email", "reachable-sms" } });
        await running.EffectiveAsync(shop, "reachable-email", 1);
        await running.EffectiveAsync(shop, "reachable-sms", 1);

        var expected = (IEnumerable<string>)["Email 1", "Sms 0"];
        var counted = await running.Segments(shop).CountMembersAsync(new() { SegmentId = "buyers" });
        Assert.Equal(3, counted.MemberCount);
        Assert.Equal(expected, counted.Reachable.Select(reach => $"{reach.Channel} {reach.MemberCount}"));
        var preview = await Analysis(shop).PreviewSegmentAsync(new() { Definition = new() { Text = "profile.order_summary.order_count >= 1" } });
        Assert.Equal(expected, preview.Reachable.Select(reach => $"{reach.Channel} {reach.MemberCount}"));
        // One that the shop has changed says something else.
        await running.PutAsync(shop, "reachable-email", "has(profile.email)");
        Assert.Equal(["Sms 0"], (await running.Segments(shop).CountMembersAsync(new() { SegmentId = "buyers" })).Reachable.Select(reach => $"{reach.Channel} {reach.MemberCount}"));
    }

    [Fact]
    public async Task More_than_two_of_a_shop_at_once_are_told_to_come_back()
    {
        var (shop, _) = await FillAsync();
        var other = await running.Suite.CreateShopAsync();
        await using var connection = new Npgsql.NpgsqlConnection(running.Suite.Databases["segmentation"] + ";Pooling=false");
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        // What previews read next.
        await using (var command = new Npgsql.NpgsqlCommand("LOCK TABLE segmentation.lists IN ACCESS EXCLUSIVE MODE", connection, transaction))
            await command.ExecuteNonQueryAsync();
        var waiting = Enumerable.Range(0, 2).Select(_ => Analysis(shop).PreviewSegmentAsync(new() { Definition = new() { Text = "has(profile.email)" } }).ResponseAsync).ToList();

        RpcException? refused = null;
        await RunningSegmentation.UntilAsync("one too many is refused", async () =>
        {
            refused = await RunningSegments.RefusedAsync(async () => await Analysis(shop).CompareSegmentsAsync(
                new() { SegmentIds = { "lookers", "nobody" } }));
            return refused.StatusCode is StatusCode.ResourceExhausted;
        });
        Assert.Contains("2 previews", refused!.Status.Detail, StringComparison.Ordinal);
        var details = FaultStatus.ReadDetails(refused)!.Details;
        Assert.Equal("OVERLOADED", details[0].Unpack<Google.Rpc.ErrorInfo>().Reason);
        Assert.Equal(2, details.Single(any => any.Is(Google.Rpc.RetryInfo.Descriptor)).Unpack<Google.Rpc.RetryInfo>().RetryDelay.Seconds);
        var another = await RunningSegments.RefusedAsync(async () => await Analysis(other).CompareSegmentsAsync(new() { SegmentIds = { "lookers", "nobody" } }));
        Assert.Equal(StatusCode.NotFound, another.StatusCode);

        await transaction.RollbackAsync();
        Assert.All(await Task.WhenAll(waiting), preview => Assert.Equal(4, preview.JudgedCount));
        Assert.Equal(2, (await Analysis(shop).CountCombinationAsync(new() { InAll = { "lookers", "buyers" } })).MemberCount);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_with_what_to_do()
    {
        var shop = await running.Suite.CreateShopAsync();
        var analysis = Analysis(shop);

        await RefusedAsync(StatusCode.InvalidArgument, "in_all", async () => await analysis.CountCombinationAsync(new() { InNone = { "a" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "name 20 at most", async () => await analysis.CountCombinationAsync(new() { InAny = { Enumerable.Range(0, 21).Select(place => $"s{place}") } }));
        await RefusedAsync(StatusCode.NotFound, "nobody", async () => await analysis.CountCombinationAsync(new() { InAll = { "nobody" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "in_any[0]", async () => await analysis.CountCombinationAsync(new() { InAny = { "No Id" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "name 2 to 10", async () => await analysis.CompareSegmentsAsync(new() { SegmentIds = { "a" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "once", async () => await analysis.CompareSegmentsAsync(new() { SegmentIds = { "a", "a" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "definition", async () => await analysis.PreviewSegmentAsync(new()));
        await RefusedAsync(StatusCode.InvalidArgument, "definition.text", async () => await analysis.PreviewSegmentAsync(new() { Definition = new() { Text = "profile.nothing" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "definition.text", async () => await analysis.PreviewSegmentAsync(new() { Definition = new() { Text = "in_list(\"nobody\")" } }));
        await RefusedAsync(StatusCode.InvalidArgument, "judge_count", async () => await analysis.PreviewSegmentAsync(new() { Definition = new() { Text = "true" }, JudgeCount = -1 }));
        await RefusedAsync(StatusCode.NotFound, "nobody", async () => await analysis.ExportMembers(new() { SegmentId = "nobody" }).ResponseStream.MoveNext(default));

        static async Task RefusedAsync(StatusCode status, string text, Func<Task> call)
        {
            var refusal = await RunningSegments.RefusedAsync(call);
            Assert.Equal(status, refusal.StatusCode);
            Assert.Contains(text, refusal.Status.Detail, StringComparison.Ordinal);
        }
    }

    SegmentAnalysisService.SegmentAnalysisServiceClient Analysis(SuiteShop shop) => new(running.Suite.AsShop("segmentation", shop));

    // Ann only looks, bob only buys, cas does both, dan both and twice.
    async Task<(SuiteShop Shop, HashSet<string> Shoppers)> FillAsync()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "lookers", "events(\"product_viewed\").in_last(\"7d\").count() >= 1");
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 1");
        await running.PutAsync(shop, "regulars", "events(\"order_completed\").count() >= 2");
        var shoppers = new HashSet<string>();
        foreach (var user in (string[])["ann", "cas", "dan"])
            shoppers.Add((await running.RecordAsync(shop, user, RunningSegments.Viewed("p1"))).ShopperId);
        foreach (var (user, order) in ((string, string)[])[("bob", "o1"), ("cas", "o2"), ("dan", "o3"), ("dan", "o4")])
            shoppers.Add((await running.RecordAsync(shop, user, RunningSegments.Ordered(order))).ShopperId);
        await running.CaughtUpAsync();
        return (shop, shoppers);
    }
}

public sealed class Estimating_from_a_sample
{
    [Theory]
    [InlineData(1_000_000, 2_000, 100, 50_000, 41_281, 60_445)]
    [InlineData(1_000_000, 2_000, 0, 0, 0, 1_918)]
    [InlineData(1_000, 200, 200, 1_000, 981, 1_000)]
    [InlineData(200, 200, 7, 7, 7, 7)]
    [InlineData(0, 0, 0, 0, 0, 0)]
    public void Gives_the_interval_of_Wilson_and_the_very_number_where_all_were_judged(long all, long judged, long matching, long estimate, long low, long high)
    {
        var found = new PreviewedSegment(all, judged, matching, [], []);
        Assert.Equal(estimate, found.Estimate);
        Assert.Equal((low, high), found.Bounds);
    }
}
