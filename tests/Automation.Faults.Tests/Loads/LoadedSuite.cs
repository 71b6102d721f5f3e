using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.Testing;

namespace Automation.Faults.Tests.Loads;

/// <summary>From the gateway to the engine, on the system clock.</summary>
public sealed class LoadedSuite : IAsyncLifetime
{
    const int Partitions = 16;

    Suite? _suite;

    public Suite Suite => _suite!;

    public async Task InitializeAsync() =>
        _suite = await Suite.StartAsync("ingestion", "segmentation", "workflow-engine", "gateway");

    public async Task DisposeAsync()
    {
        if (_suite is not null)
            await _suite.DisposeAsync();
    }

    /// <summary>Every acked event is in the log once, nothing else is, and every profile has seen each view once.</summary>
    internal async Task AssertNothingIsLostOrDoubledAsync(LoadedShop shop)
    {
        await shop.EndAsync();
        await Suite.SettleAsync(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(2));
        var (ids, shoppers) = await ReadLogAsync(shop.ShopId);
        Assert.Equal(shop.Acked.Select(acked => acked.Event.EventId).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));

        var views = shop.Acked.Where(acked => acked.Event.ActionCase is Event.ActionOneofCase.ProductViewed)
            .GroupBy(acked => acked.Shopper).ToDictionary(same => same.Key, same => (long)same.Count());
        var profiles = new ProfileService.ProfileServiceClient(Suite.AsService("segmentation", shop.ShopId));
        foreach (var chunk in shoppers.Chunk(500))
        {
            var answer = await profiles.BatchGetProfilesAsync(new BatchGetProfilesRequest { ShopperIds = { chunk } });
            Assert.Equal(chunk.Length, answer.Profiles.Count);
            Assert.All(answer.Profiles, profile =>
                Assert.Equal(views.GetValueOrDefault(profile.UserId), profile.ProductViews.Sum(view => view.ViewCount)));
        }
    }

    async Task<(List<string> EventIds, HashSet<string> ShopperIds)> ReadLogAsync(string shopId)
    {
        var log = new EventLogService.EventLogServiceClient(Suite.AsService("ingestion"));
        var (ids, shoppers) = (new List<string>(), new HashSet<string>());
        for (var partition = 0; partition < Partitions; partition++)
        {
            for (var after = 0L; ;)
            {
                var page = await log.ReadPartitionAsync(new Ingestion.V1.ReadPartitionRequest { Partition = partition, AfterSequence = after });
                if (page.Records.Count == 0)
                    break;
                foreach (var record in page.Records)
                {
                    Assert.Equal(++after, record.Sequence);
                    if (record.ShopId != shopId || record.Event is null)
                        continue;
                    ids.Add(record.Event.EventId);
                    shoppers.Add(record.ShopperId);
                }
            }
        }
        return (ids, shoppers);
    }
}
