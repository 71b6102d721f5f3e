using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Simulation;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Reads what shoppers did, as far as one simulation takes it.</summary>
sealed class RecordedHistories(ShopperHistories histories)
{
    const int MaxRecords = 50_000;

    /// <summary>One history for each shopper, 500 at most, in the order asked for; empty of whom the log does not know.</summary>
    /// <exception cref="Fault">FIELD_TOO_LONG: more records than one simulation takes.</exception>
    public async Task<List<ShopperHistory>> ReadAsync(
        string shopId, IReadOnlyList<Guid> shopperIds, string field, CancellationToken cancellationToken)
    {
        var records = shopperIds.ToDictionary(id => id, _ => new List<LoggedEvent>());
        var count = 0;
        foreach (var partition in shopperIds.GroupBy(id => Partitions.Of(shopId, id.ToString())))
        {
            await foreach (var logged in histories.StreamAsync(shopId, partition.Key, [.. partition], 0, cancellationToken))
            {
                if (++count > MaxRecords)
                    throw new Fault(FaultReasons.FieldTooLong, field, $"names shoppers with over {MaxRecords:N0} records in the log together; name fewer.");
                records[Guid.ParseExact(logged.ShopperId, "D")].Add(logged);
            }
        }
        return [.. shopperIds.Select(id => new ShopperHistory(id.ToString(), id, Partitions.Of(shopId, id.ToString()), records[id]))];
    }
}
