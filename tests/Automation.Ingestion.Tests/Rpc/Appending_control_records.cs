using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Grpc.Core;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Appending_control_records(RunningIngestion ingestion)
{
    [Fact]
    public async Task They_stand_in_their_partitions_in_order_and_once_however_often_they_are_sent()
    {
        var shop = await ingestion.ShopAsync();
        var prepared = Of(shop.ShopId, 3, new() { DefinitionPrepared = new() { Kind = DefinitionKind.Segment, DefinitionId = "vip", Version = 2 } });
        var effective = Of(shop.ShopId, 3, new() { DefinitionEffective = new() { Kind = DefinitionKind.Segment, DefinitionId = "vip", Version = 2 } });
        var due = Of("", 4, new() { WindowsDue = new() { DueTime = new() { Seconds = 1_700_000_000 } } });

        Assert.Equal(0, (await SendAsync(prepared, effective, due)).DuplicateCount);
        Assert.Equal(3, (await SendAsync(due, prepared, effective)).DuplicateCount);

        var logged = (await ingestion.Log().PartitionAsync(3)).Where(record => record.ShopId == shop.ShopId).ToList();
        Assert.Equal([prepared.Record, effective.Record], logged.Select(record => record.Control));
        Assert.Equal(logged[0].Sequence + 1, logged[1].Sequence);
        Assert.All(logged, record => Assert.Equal("", record.ShopperId));
        var told = Assert.Single(await ingestion.Log().PartitionAsync(4), record => Equals(record.Control, due.Record));
        Assert.Equal(("", ""), (told.ShopId, told.ShopperId));
    }

    [Fact]
    public async Task One_that_is_wrong_keeps_all_out()
    {
        var shop = await ingestion.ShopAsync();
        var right = Of(shop.ShopId, 5, new() { DefinitionPrepared = new() { DefinitionId = "vip", Version = 1 } });
        foreach (var (change, field) in (IEnumerable<(Action<NewControlRecord>, string)>)
        [
            (record => record.RecordId = "", "records[1].record_id"),
            (record => record.RecordId = "é", "records[1].record_id"),
            (record => record.Partition = 16, "records[1].partition"),
            (record => record.ShopId = "", "records[1].shop_id"),
            (record => record.ShopId = "no-such-shop", "records[1].shop_id"),
            (record => record.Record = null, "records[1].record"),
            (record => record.Record = new() { OrderElsewhere = new() }, "records[1].record"),
            (record => record.Record = new() { WindowsDue = new() }, "records[1].shop_id"),
        ])
        {
            var wrong = Of(shop.ShopId, 5, right.Record);
            change(wrong);
            var refusal = await Refusal.OfAsync(async () => await SendAsync(right, wrong));
            Assert.Equal((StatusCode.InvalidArgument, field), (refusal.Status, refusal.Field));
        }
        Assert.Empty(await ingestion.Log().ShopAsync(shop.ShopId));
        Assert.Equal("FIELD_REQUIRED", (await Refusal.OfAsync(async () => await SendAsync())).Reason);
    }

    [Fact]
    public async Task A_shops_key_is_not_accepted_here()
    {
        var shop = await ingestion.ShopAsync();
        var client = new ControlRecordService.ControlRecordServiceClient(ingestion.Suite.AsShop("ingestion", shop));
        var refusal = await Refusal.OfAsync(async () => await client.AppendControlRecordsAsync(new() { Records = { Of(shop.ShopId, 1, new()) } }));
        Assert.Equal("SERVICE_CREDENTIAL_REQUIRED", refusal.Reason);
    }

    async Task<AppendControlRecordsResponse> SendAsync(params NewControlRecord[] records) =>
        await new ControlRecordService.ControlRecordServiceClient(ingestion.Suite.AsService("ingestion"))
            .AppendControlRecordsAsync(new() { Records = { records } });

    static NewControlRecord Of(string shopId, int partition, ControlRecord record) =>
        new() { RecordId = $"test/{Guid.NewGuid():N}", Partition = partition, ShopId = shopId, Record = record };
}
