using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Finds the events of a run that ingestion refused for good, which the outbox keeps with the reason.</summary>
static class RefusedEvents
{
    public static NpgsqlBatchCommand Of(string shopId, Guid runId) => new(
        "SELECT event_id, refuse_reason FROM outbox WHERE shop_id = $1 AND event_id LIKE $2 AND refuse_reason IS NOT NULL AND retry_time IS NULL ORDER BY outbox_id")
    {
        Parameters = { new() { Value = shopId }, new() { Value = $"{NameIds.EventsOf(runId)}%" } },
    };

    public static async Task<List<RefusedEvent>> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var refused = new List<RefusedEvent>();
        while (await reader.ReadAsync(cancellationToken))
            refused.Add(new RefusedEvent { EventId = reader.GetString(0), Reason = reader.GetString(1) });
        return refused;
    }
}
