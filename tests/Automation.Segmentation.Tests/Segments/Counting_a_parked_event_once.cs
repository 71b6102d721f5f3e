using Automation.Api.V1;
using Automation.Segmentation.Tests.Running;
using Xunit;

namespace Automation.Segmentation.Tests.Segments;

/// <summary>An event is parked, a segment is filled in meanwhile, and then the event is tried again.</summary>
[Trait("kind", "stack")]
[Collection(SegmentsCollection.Name)]
public sealed class Counting_a_parked_event_once(RunningSegments running)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_counts_when_it_is_tried_again_and_not_before(bool hasOthers)
    {
        var shop = await running.Suite.CreateShopAsync();
        // With segments before there is a state that is built upon; without, it is made anew.
        if (hasOthers)
            await running.PutAsync(shop, "buyers", "events(\"order_completed\").count() > 0");
        var ann = (await ViewAsync("p1")).ShopperId;
        await running.CaughtUpAsync();
        // What is in memory is not read again.
        await running.Suite["segmentation"].StopAsync();
        // A varint that does not end.
        await running.ExecuteAsync("UPDATE segmentation.profiles SET state = '\\xffffffffffffffffffffff'::bytea || state WHERE shop_id = $1", shop.ShopId);
        await running.Suite["segmentation"].StartAsync();
        var parked = (await ViewAsync("p2")).Position;
        await running.CaughtUpAsync();
        await running.Suite["segmentation"].StopAsync();
        await running.ExecuteAsync("UPDATE segmentation.profiles SET state = substring(state FROM 12) WHERE shop_id = $1", shop.ShopId);
        await running.Suite["segmentation"].StartAsync();
        await ViewAsync("p3");
        await running.CaughtUpAsync();

        await running.PutAsync(shop, "two", "events(\"product_viewed\").count() == 2");
        await running.PutAsync(shop, "three", "events(\"product_viewed\").count() == 3");
        Assert.Equal([ann], await running.MembersAsync(shop, "two"));
        Assert.Empty(await running.MembersAsync(shop, "three"));

        var parking = new ParkingService.ParkingServiceClient(running.Suite.AsService("segmentation"));
        await parking.RetryParkedRecordAsync(new() { Follower = "segmentation", Partition = parked.Partition, Sequence = parked.Sequence });
        await RunningSegmentation.UntilAsync("it counts", async () => (await running.MembersAsync(shop, "two")).Count == 0);
        Assert.Equal([ann], await running.MembersAsync(shop, "three"));

        // From now on it is an event like any other.
        await running.PutAsync(shop, "three-again", "events(\"product_viewed\").count() == 3 || events(\"order_completed\").count() > 9");
        Assert.Equal([ann], await running.MembersAsync(shop, "three-again"));

        Task<Ingestion.V1.RecordEventResponse> ViewAsync(string product) => running.RecordAsync(shop, "ann", RunningSegments.Viewed(product));
    }
}
