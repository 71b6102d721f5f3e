using Automation.Api.V1;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Invariants.Tests.Stages;
using Automation.Testing;
using Google.Protobuf;
using Grpc.Core;

namespace Automation.Invariants.Tests.Poison;

[Trait("kind", "stack")]
[Collection(HeldCollection.Name)]
public sealed class A_poison_outbox_row(HeldDelivery held)
{
    readonly Suite _suite = held.Suite;

    [Fact]
    public async Task That_cannot_be_read_or_is_refused_with_its_batch_is_kept_with_the_reason_and_holds_up_no_outcome()
    {
        var shop = await AttackedShop.OpenAsync(_suite);
        var shopper = await shop.LeaveCartAsync("ann");
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await using var delivery = new Database(_suite, "channel-delivery");
        // The first no parser reads; the second makes any batch too large for ingestion.
        var huge = new DerivedEvent { ShopId = shop.ShopId, Event = new Event { EventId = new string('x', 600_000) } };
        await delivery.ExecuteAsync(
            $"""
            INSERT INTO outbox (shop_id, event_id, derived_event) VALUES
                ('{shop.ShopId}', 'damaged', '\xffffff'), ('{shop.ShopId}', 'huge', '\x{Convert.ToHexString(huge.ToByteArray())}')
            """);
        _suite.Clock!.MoveBy(TimeSpan.FromHours(2));

        await shop.MessageAsync(shopper, DeliveryState.Sent);
        await _suite.SettleAsync(_suite.Clock.Now.AddMicroseconds(-1));
        var kept = await delivery.ListAsync(
            $"SELECT event_id, refuse_reason FROM outbox WHERE shop_id = '{shop.ShopId}' ORDER BY event_id", row => (row.GetString(0), row.GetString(1)));
        Assert.Equal(["damaged", "huge"], kept.Select(row => row.Item1));
        Assert.Contains("damaged", kept[0].Item2, StringComparison.Ordinal);
        Assert.Contains("bytes in all", kept[1].Item2, StringComparison.Ordinal);
        await CanBeListedAndRetriedAsync(shop);
        // Its outcome has come to the run.
        Assert.All(await shop.RunsAsync(shopper), run => Assert.Equal(WorkflowEngine.V1.RunState.Completed, run.State));
    }

    async Task CanBeListedAndRetriedAsync(AttackedShop shop)
    {
        var parking = new ParkingService.ParkingServiceClient(_suite.AsService("channel-delivery"));
        var first = await parking.ListRefusedRowsAsync(new ListRefusedRowsRequest { PageSize = 1 });
        var second = await parking.ListRefusedRowsAsync(new ListRefusedRowsRequest { PageSize = 1, PageToken = first.NextPageToken });
        Assert.Equal(["damaged", "huge"], first.Rows.Concat(second.Rows).Where(row => row.ShopId == shop.ShopId).Select(row => row.EventId));
        Assert.Empty(second.NextPageToken);
        Assert.All(first.Rows.Concat(second.Rows), row => Assert.Null(row.RetryTime));

        var huge = new RetryRefusedRowRequest { RowNumber = second.Rows[0].RowNumber };
        await parking.RetryRefusedRowAsync(huge);
        await Until.TrueAsync("it is refused again", async () =>
            (await parking.ListRefusedRowsAsync(new ListRefusedRowsRequest())).Rows.Any(row => row.RowNumber == huge.RowNumber));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await parking.RetryRefusedRowAsync(new RetryRefusedRowRequest { RowNumber = 1_000_000 }));
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }
}
