using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Triggers;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What waits for dates of shoppers. Each has a timer beside those of runs, under its own id.</summary>
static class PendingStartTable
{
    public static async Task<List<PendingStart>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<ShopperBatch> shoppers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT s.start_id, s.shop_id, s.shopper_id, s.partition, s.workflow_id, s.due_time, s.date
            FROM unnest($1, $2) AS w (shop_id, shopper_id) JOIN pending_starts s USING (shop_id, shopper_id)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
            },
        };
        var starts = new List<PendingStart>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            starts.Add(new PendingStart(
                reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetInt16(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetString(6)));
        }
        return starts;
    }

    public static void Write(NpgsqlBatch batch, IReadOnlyCollection<KeyValuePair<Guid, PendingStart?>> changes)
    {
        var over = changes.Where(change => change.Value is null).Select(change => change.Key).ToArray();
        if (over.Length > 0)
        {
            batch.BatchCommands.Add(new("DELETE FROM pending_starts WHERE start_id = ANY($1)") { Parameters = { new() { Value = over } } });
            batch.BatchCommands.Add(new("DELETE FROM timers WHERE run_id = ANY($1)") { Parameters = { new() { Value = over } } });
        }
        var set = changes.Select(change => change.Value).OfType<PendingStart>().ToList();
        if (set.Count == 0)
            return;
        batch.BatchCommands.Add(new(
            """
            INSERT INTO pending_starts (start_id, partition, due_time, shop_id, shopper_id, workflow_id, date)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (start_id) DO UPDATE SET due_time = excluded.due_time, date = excluded.date
            """));
        Add(batch.BatchCommands[^1], set);
        batch.BatchCommands[^1].Parameters.Add(new() { Value = set.Select(start => start.WorkflowId).ToArray() });
        batch.BatchCommands[^1].Parameters.Add(new() { Value = set.Select(start => start.Date).ToArray() });
        batch.BatchCommands.Add(new(
            """
            INSERT INTO timers (run_id, partition, due_time, shop_id, shopper_id)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            ON CONFLICT (run_id) DO UPDATE SET due_time = excluded.due_time
            """));
        Add(batch.BatchCommands[^1], set);
    }

    static void Add(NpgsqlBatchCommand command, List<PendingStart> starts)
    {
        command.Parameters.Add(new() { Value = starts.Select(start => start.StartId).ToArray() });
        command.Parameters.Add(new() { Value = starts.Select(start => (short)start.Partition).ToArray() });
        command.Parameters.Add(new()
        {
            Value = starts.Select(start => start.DueTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
        });
        command.Parameters.Add(new() { Value = starts.Select(start => start.ShopId).ToArray() });
        command.Parameters.Add(new() { Value = starts.Select(start => start.ShopperId).ToArray() });
    }
}
