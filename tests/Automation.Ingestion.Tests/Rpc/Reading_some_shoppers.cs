using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;

namespace Automation.Ingestion.Tests.Rpc;

[Trait("kind", "stack")]
[Collection(IngestionCollection.Name)]
public sealed class Reading_some_shoppers(RunningIngestion ingestion)
{
    [Fact]
    public async Task Page_by_page_each_record_of_each_comes_once_and_in_order()
    {
        var shop = await ingestion.ShopAsync();
        var client = ingestion.AsShop(shop);
        for (var number = 0; number < 60; number++)
        {
            var batch = new BatchRecordEventsRequest();
            for (var user = 0; user < 8; user++)
            {
                var happened = Build.Event();
                happened.Identifiers = new() { UserId = $"u{(number * user) % 40}" };
                batch.Events.Add(happened);
            }
            await client.BatchRecordEventsAsync(batch);
        }
        var logged = (await ingestion.Log().ShopAsync(shop.ShopId)).GroupBy(record => record.Partition).MaxBy(group => group.Select(one => one.ShopperId).Distinct().Count())!;
        var shoppers = logged.Select(record => record.ShopperId).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(shoppers.Count > 1);

        var read = new List<LoggedEvent>();
        var (first, after, pages) = (0, 0L, 0);
        while (true)
        {
            var page = await ingestion.Log().Client.ReadShoppersAsync(new()
            {
                Partition = logged.Key, ShopId = shop.ShopId, ShopperIds = { shoppers.Skip(first) }, AfterSequence = after, MaxRecords = 3,
            });
            read.AddRange(page.Records);
            pages++;
            if (page.Complete)
                break;
            first = shoppers.IndexOf(page.Records[^1].ShopperId);
            after = page.Records[^1].Sequence;
        }
        Assert.Equal(shoppers.SelectMany(shopper => logged.Where(record => record.ShopperId == shopper).OrderBy(record => record.Sequence)), read);
        Assert.True(pages > 1);
        Assert.Equal(Partitions.Of(shop.ShopId, shoppers[0]), logged.Key);
    }

    [Fact]
    public async Task What_is_missing_or_wrong_is_refused()
    {
        foreach (var (request, field) in (IEnumerable<(ReadShoppersRequest, string)>)
        [
            (new() { Partition = 16, ShopId = "s", ShopperIds = { Guid.NewGuid().ToString() } }, "partition"),
            (new() { ShopperIds = { Guid.NewGuid().ToString() } }, "shop_id"),
            (new() { ShopId = "s" }, "shopper_ids"),
            (new() { ShopId = "s", ShopperIds = { "ann" } }, "shopper_ids"),
            (new() { ShopId = "s", ShopperIds = { Guid.NewGuid().ToString() }, AfterSequence = -1 }, "after_sequence"),
            (new() { ShopId = "s", ShopperIds = { Guid.NewGuid().ToString() }, MaxRecords = -1 }, "max_records"),
        ])
            Assert.Equal(field, (await Refusal.OfAsync(async () => await ingestion.Log().Client.ReadShoppersAsync(request))).Field);
    }
}
