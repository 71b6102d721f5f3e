using Automation.WorkflowEngine.Checks;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What runs and ledger say of messages about to leave.</summary>
static class SendStore
{
    /// <summary>In order of the checks. A run of another shop or shopper is nobody's.</summary>
    public static async Task<CheckedSend[]> FindAsync(
        NpgsqlConnection connection, IReadOnlyList<SendCheck> checks, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {RunRows.Columns}, e.outcome IS NOT NULL, w.number
            FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS w (message_id, run_id, shop_id, shopper_id, number)
            JOIN effects e USING (message_id, run_id)
            JOIN runs r USING (run_id, shop_id, shopper_id)
            LEFT JOIN timers t USING (run_id)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = checks.Select(check => Guid.Parse(check.MessageId)).ToArray() },
                new() { Value = checks.Select(check => Guid.Parse(check.RunId)).ToArray() },
                new() { Value = checks.Select(check => check.ShopId).ToArray() },
                new() { Value = checks.Select(check => Guid.Parse(check.ShopperId)).ToArray() },
            },
        };
        var sends = Enumerable.Repeat(new CheckedSend(null, IsSettled: false), checks.Count).ToArray();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sends[reader.GetInt64(RunRows.ColumnCount + 1) - 1] = new CheckedSend(RunRows.Read(reader), reader.GetBoolean(RunRows.ColumnCount));
        return sends;
    }
}
