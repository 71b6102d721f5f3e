using Automation.Segmentation.Tests.Running;
using Automation.Segmentation.V1;
using Automation.Testing;
using Grpc.Core;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Pausing_a_preparation(RunningSegments running)
{
    const int Shoppers = 3_000;

    [Fact]
    public async Task It_stops_where_it_is_and_goes_on_from_there()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.Ingestion(shop).RecordAsync(Enumerable.Range(0, Shoppers).Select(number =>
        {
            var viewed = RunningSegments.Viewed($"p{number % 4}");
            (viewed.EventId, viewed.Identifiers) = ($"view-{number}", new() { UserId = $"user-{number}" });
            return viewed;
        }));
        await running.CaughtUpAsync();
        var segments = running.Segments(shop);
        var put = (await segments.PutSegmentAsync(RunningSegments.Put("ones", "events(\"product_viewed\").where(e, e.product.product_id == \"p1\").count() >= 1"))).Segment;
        var paused = (await segments.PausePreparationAsync(new() { SegmentId = "ones", Etag = put.Etag })).Segment;
        Assert.True(paused.Preparation.Paused);
        Assert.NotEqual(put.Etag, paused.Etag);
        Assert.Equal(paused.Etag, (await segments.PausePreparationAsync(new() { SegmentId = "ones" })).Segment.Etag);
        // A page of each that was under way may have come.
        await Task.Delay(1_500);
        var stopped = await ReadAsync(segments);
        // Another one of the shop waits, too; those of others do not.
        await segments.PutSegmentAsync(RunningSegments.Put("known", "has(profile.user_id)"));
        var other = await running.Suite.CreateShopAsync();
        await running.PutAsync(other, "known", "has(profile.user_id)");
        var later = await ReadAsync(segments);
        Assert.Equal((SegmentStage.Preparing, 0, stopped.Preparation.DoneCount), (later.Stage, later.EffectiveVersion, later.Preparation.DoneCount));

        var mismatch = await RunningSegments.RefusedAsync(async () => await segments.ResumePreparationAsync(new() { SegmentId = "ones", Etag = put.Etag }));
        Assert.Equal(StatusCode.Aborted, mismatch.StatusCode);
        await segments.ResumePreparationAsync(new() { SegmentId = "ones", Etag = paused.Etag });
        await running.EffectiveAsync(shop, "ones", 1);
        await running.EffectiveAsync(shop, "known", 1);
        Assert.Equal(Shoppers / 4, await running.CountAsync(shop, "ones"));
        Assert.Equal(Shoppers, await running.CountAsync(shop, "known"));
        Assert.Empty(await running.ChangesAsync(shop));

        var over = await RunningSegments.RefusedAsync(async () => await segments.PausePreparationAsync(new() { SegmentId = "ones" }));
        Assert.Equal(StatusCode.FailedPrecondition, over.StatusCode);
        Assert.Equal(StatusCode.NotFound, (await RunningSegments.RefusedAsync(async () => await segments.ResumePreparationAsync(new() { SegmentId = "nobody" }))).StatusCode);
    }

    static async Task<Segment> ReadAsync(SegmentationService.SegmentationServiceClient segments) =>
        (await segments.GetSegmentAsync(new() { SegmentId = "ones" })).Segment;
}
