using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Simulation;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Reads what shoppers did from ingestion's log.</summary>
sealed class RecordedHistories(EventLogService.EventLogServiceClient ingestion)
{
    const int MaxRecords = 50_000;
    const int PageRecords = 5_000;

    /// <summary>One history for each shopper, in the order asked for; empty of whom the log does not know.</summary>
    /// <exception cref="Fault">FIELD_TOO_LONG: more records than one simulation takes.</exception>
    public async Task<List<ShopperHistory>> ReadAsync(
        string shopId, IReadOnlyList<Guid> shopperIds, string field, CancellationToken cancellationToken)
    {
        var records = shopperIds.ToDictionary(id => id, _ => new List<LoggedEvent>());
        var left = MaxRecords;
        foreach (var partition in shopperIds.GroupBy(id => Partitions.Of(shopId, id.ToString())))
        {
            foreach (var chunk in partition.Chunk(500))
            {
                left -= await ReadAsync(shopId, partition.Key, chunk, records, left, cancellationToken);
                if (left < 0)
                {
                    throw new Fault(FaultReasons.FieldTooLong, field, $"names shoppers with over {MaxRecords:N0} records in the log together; name fewer.");
                }
            }
        }
        return [.. shopperIds.Select(id => new ShopperHistory(id.ToString(), id, Partitions.Of(shopId, id.ToString()), records[id]))];
    }

    async Task<int> ReadAsync(
        string shopId, int partition, Guid[] shopperIds, Dictionary<Guid, List<LoggedEvent>> records, int most, CancellationToken cancellationToken)
    {
        var (first, after, count) = (0, 0L, 0);
        while (count <= most)
        {
            var page = await ingestion.ReadShoppersAsync(
                new ReadShoppersRequest
                {
                    Partition = partition,
                    ShopId = shopId,
                    ShopperIds = { shopperIds[first..].Select(id => id.ToString()) },
                    AfterSequence = after,
                    MaxRecords = PageRecords,
                },
                cancellationToken: cancellationToken);
            foreach (var logged in page.Records)
                records[Guid.ParseExact(logged.ShopperId, "D")].Add(logged);
            count += page.Records.Count;
            if (page.Complete || page.Records.Count == 0)
                break;
            var last = page.Records[^1];
            first = Array.IndexOf(shopperIds, Guid.ParseExact(last.ShopperId, "D"));
            after = last.Sequence;
        }
        return count;
    }
}
