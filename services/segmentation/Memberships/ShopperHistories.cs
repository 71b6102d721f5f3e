using Automation.Commerce.V1;
using Automation.Ingestion.V1;

namespace Automation.Segmentation.Memberships;

/// <summary>Reads everything that shoppers did, from ingestion.</summary>
sealed class ShopperHistories(EventLogService.EventLogServiceClient ingestion)
{
    const int PageRecords = 5_000;

    /// <summary>The records of shoppers of one partition, by shopper, each in order of the log.</summary>
    public async Task<Dictionary<Guid, List<LoggedEvent>>> ReadAsync(
        string shopId, int partition, IReadOnlyList<Guid> shopperIds, CancellationToken cancellationToken)
    {
        var histories = shopperIds.ToDictionary(id => id, _ => new List<LoggedEvent>());
        var (first, after) = (0, 0L);
        while (true)
        {
            var page = await ingestion.ReadShoppersAsync(
                new ReadShoppersRequest
                {
                    Partition = partition,
                    ShopId = shopId,
                    ShopperIds = { shopperIds.Skip(first).Select(id => id.ToString()) },
                    AfterSequence = after,
                    MaxRecords = PageRecords,
                },
                cancellationToken: cancellationToken);
            foreach (var logged in page.Records)
                histories[Guid.ParseExact(logged.ShopperId, "D")].Add(logged);
            if (page.Complete || page.Records.Count == 0)
                return histories;
            var last = page.Records[^1];
            while (shopperIds[first] != Guid.ParseExact(last.ShopperId, "D"))
                first++;
            after = last.Sequence;
        }
    }
}
