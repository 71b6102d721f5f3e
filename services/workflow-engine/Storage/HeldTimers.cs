using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Timers of paused workflows, once they have come due: set aside, so that they are in nobody's way, until the workflow is resumed.</summary>
static class HeldTimers
{
    /// <summary>The workflows that have any in a partition.</summary>
    public static async Task<HashSet<(string ShopId, string WorkflowId)>> WorkflowsAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT DISTINCT r.shop_id, r.workflow_id FROM timers t JOIN runs r USING (run_id) WHERE t.partition = $1 AND t.held", connection)
        {
            Parameters = { new() { Value = (short)partition } },
        };
        var workflows = new HashSet<(string, string)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            workflows.Add((reader.GetString(0), reader.GetString(1)));
        return workflows;
    }

    public static void Hold(NpgsqlBatch batch, List<Guid> runIds)
    {
        if (runIds.Count == 0)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE timers SET held = true WHERE run_id = ANY($1)")
        {
            Parameters = { new() { Value = runIds.ToArray() } },
        });
    }

    /// <summary>They are due again, by now for long.</summary>
    public static async Task ReleaseAsync(
        NpgsqlConnection connection, int partition, IReadOnlyCollection<(string ShopId, string WorkflowId)> workflows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE timers t SET held = false
            FROM runs r JOIN unnest($2, $3) AS w (shop_id, workflow_id) USING (shop_id, workflow_id)
            WHERE t.partition = $1 AND t.held AND t.run_id = r.run_id
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = (short)partition },
                new() { Value = workflows.Select(workflow => workflow.ShopId).ToArray() },
                new() { Value = workflows.Select(workflow => workflow.WorkflowId).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
