using System.Runtime.CompilerServices;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;

namespace Automation.Clients.Ingestion;

/// <summary>Reads everything that shoppers did, from ingestion's log.</summary>
public sealed class ShopperHistories(EventLogService.EventLogServiceClient ingestion)
{
    const int PageRecords = 5_000;

    /// <summary>The records of one shopper, in order of the log. Many fit into memory, not all: see <see cref="StreamAsync"/>.</summary>
    public async Task<List<LoggedEvent>> ReadAsync(string shopId, int partition, Guid shopperId, CancellationToken cancellationToken)
    {
        var records = new List<LoggedEvent>();
        await foreach (var logged in StreamAsync(shopId, partition, [shopperId], 0, cancellationToken))
            records.Add(logged);
        return records;
    }

    /// <summary>The records of shoppers of one partition, one shopper after the other as they are asked for, each in order of the log.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="partition">The partition of all of them.</param>
    /// <param name="shopperIds">Who; 500 at most.</param>
    /// <param name="after">Of the first of them only the records behind this sequence.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async IAsyncEnumerable<LoggedEvent> StreamAsync(
        string shopId, int partition, IReadOnlyList<Guid> shopperIds, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var first = 0; ;)
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
                yield return logged;
            if (page.Complete || page.Records.Count == 0)
                yield break;
            var last = page.Records[^1];
            while (shopperIds[first] != Guid.ParseExact(last.ShopperId, "D"))
                first++;
            after = last.Sequence;
        }
    }
}
