using Automation.WorkflowEngine.Runs;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What shoppers were assigned by splits and hold-outs, and by which run first.</summary>
sealed class Assignments
{
    // Two runs of one shopper may come to a step with the same event; the lot falls the same way.
    readonly Dictionary<(string ShopId, Guid ShopperId, string WorkflowId, string StepId), (string Way, Guid RunId, DateTimeOffset Time)> _new = [];

    public void Add(ShopperRun run, Effect.Assign assign, DateTimeOffset time) =>
        _new.TryAdd((run.Workflow.ShopId, run.ShopperId, run.Workflow.WorkflowId, assign.StepId), (assign.Way, run.RunId, time));

    public void AddTo(NpgsqlBatch batch)
    {
        if (_new.Count == 0)
            return;
        // One is there only when its way is in no definition any more.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO step_assignments (shop_id, shopper_id, workflow_id, step_id, way, run_id, assign_time)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (shop_id, shopper_id, workflow_id, step_id)
                DO UPDATE SET way = excluded.way, run_id = excluded.run_id, assign_time = excluded.assign_time
            """)
        {
            Parameters =
            {
                new() { Value = _new.Keys.Select(key => key.ShopId).ToArray() },
                new() { Value = _new.Keys.Select(key => key.ShopperId).ToArray() },
                new() { Value = _new.Keys.Select(key => key.WorkflowId).ToArray() },
                new() { Value = _new.Keys.Select(key => key.StepId).ToArray() },
                new() { Value = _new.Values.Select(value => value.Way).ToArray() },
                new() { Value = _new.Values.Select(value => value.RunId).ToArray() },
                new()
                {
                    Value = _new.Values.Select(value => value.Time).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
            },
        });
    }

    /// <summary>Gives each of some shoppers what it was assigned.</summary>
    public static async Task ReadAsync(
        NpgsqlConnection connection, IReadOnlyDictionary<(string ShopId, Guid ShopperId), ShopperBatch> shoppers, CancellationToken cancellationToken)
    {
        if (shoppers.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            SELECT a.shop_id, a.shopper_id, a.workflow_id, a.step_id, a.way
            FROM unnest($1, $2) AS w (shop_id, shopper_id) JOIN step_assignments a USING (shop_id, shopper_id)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Keys.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Keys.Select(shopper => shopper.ShopperId).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            shoppers[(reader.GetString(0), reader.GetGuid(1))].Assigned[(reader.GetString(2), reader.GetString(3))] = reader.GetString(4);
    }
}
