using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>Replicas share the outbox, so that what one tells may come behind what another told later.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Telling_out_of_order(RunningSegments running)
{
    [Fact]
    public async Task A_cancellation_that_comes_late_ends_no_version_that_was_put_since()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 1");
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 2");

        // What the cancellation of a version between them would tell: the first one goes on.
        var late = new ControlRecord { DefinitionEffective = new() { Kind = DefinitionKind.Segment, DefinitionId = "buyers", Version = 1 } };
        await new ControlRecordService.ControlRecordServiceClient(running.Suite.AsService("ingestion")).AppendControlRecordsAsync(new()
        {
            Records =
            {
                Enumerable.Range(0, 16).Select(partition => new NewControlRecord
                {
                    RecordId = $"late/{shop.ShopId}/{partition}", Partition = partition, ShopId = shop.ShopId, Record = late,
                }),
            },
        });
        await running.CaughtUpAsync();
        Assert.Equal(2, (await running.Segments(shop).GetSegmentAsync(new() { SegmentId = "buyers" })).Segment.EffectiveVersion);

        await running.RecordAsync(shop, "ann", RunningSegments.Ordered("o1"));
        var ann = (await running.RecordAsync(shop, "ann", RunningSegments.Ordered("o2"))).ShopperId;
        await running.CaughtUpAsync();
        Assert.Equal([ann], await running.MembersAsync(shop, "buyers"));
    }

    [Fact]
    public async Task Whoever_cancels_and_puts_at_once_gets_the_latest_version()
    {
        var shop = await running.Suite.CreateShopAsync();
        await running.PutAsync(shop, "buyers", "profile.order_summary.order_count >= 1");
        for (var round = 2; round < 6; round++)
        {
            await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("buyers", $"profile.order_summary.order_count >= {round}"));
            await CancelAsync();
        }
        var last = await running.Segments(shop).PutSegmentAsync(RunningSegments.Put("buyers", "profile.order_summary.order_count >= 9"));
        Assert.Equal(SegmentStage.Effective, (await running.EffectiveAsync(shop, "buyers", last.Segment.Version)).Stage);

        async Task CancelAsync()
        {
            try
            {
                await running.Segments(shop).CancelPreparationAsync(new() { SegmentId = "buyers" });
            }
            catch (Grpc.Core.RpcException exception) when (exception.StatusCode is Grpc.Core.StatusCode.FailedPrecondition)
            {
                // It counts already.
            }
        }
    }
}
