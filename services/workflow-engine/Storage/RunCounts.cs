using Automation.WorkflowEngine.Runs;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>
/// How many runs stand where, kept up by the batches that move them. Each partition has rows of its own, so
/// that no two replicas ever wait for the same one.
/// </summary>
sealed class RunCounts
{
    /// <summary>In place of a state: how often runs came to the step.</summary>
    public const short Entered = 0;

    readonly Dictionary<Guid, ShopperRun> _known = [];
    readonly Dictionary<CountKey, long> _changes = [];

    /// <summary>A run as it was before the batch.</summary>
    public void Know(ShopperRun run) => _known[run.RunId] = run;

    /// <summary>A run as a decision left it.</summary>
    public void Move(ShopperRun run)
    {
        var before = _known.GetValueOrDefault(run.RunId);
        if (before is not null)
            Change(KeyOf(before), -1);
        Change(KeyOf(run), 1);
        foreach (var (step, count) in run.Visits.Since(before?.Visits ?? StepVisits.None))
            Change(KeyOf(run) with { Step = step, State = Entered, EndReason = "" }, count);
        _known[run.RunId] = run;
    }

    public void AddTo(NpgsqlBatch batch)
    {
        var rows = _changes.Where(row => row.Value != 0).Select(row => (row.Key, Count: row.Value)).ToList();
        if (rows.Count == 0)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO run_counts AS c (shop_id, workflow_id, version, step, state, end_reason, partition, count)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (shop_id, workflow_id, version, step, state, end_reason, partition) DO UPDATE SET count = c.count + excluded.count
            """)
        {
            Parameters =
            {
                new() { Value = rows.Select(row => row.Key.ShopId).ToArray() },
                new() { Value = rows.Select(row => row.Key.WorkflowId).ToArray() },
                new() { Value = rows.Select(row => row.Key.Version).ToArray() },
                new() { Value = rows.Select(row => row.Key.Step).ToArray() },
                new() { Value = rows.Select(row => row.Key.State).ToArray() },
                new() { Value = rows.Select(row => row.Key.EndReason).ToArray() },
                new() { Value = rows.Select(row => row.Key.Partition).ToArray() },
                new() { Value = rows.Select(row => row.Count).ToArray() },
            },
        });
    }

    void Change(CountKey key, long by) => _changes[key] = _changes.GetValueOrDefault(key) + by;

    static CountKey KeyOf(ShopperRun run) => new(
        run.Workflow.ShopId, run.Workflow.WorkflowId, run.Workflow.Version, run.Step, (short)run.State, run.EndReason, (short)run.Partition);

    readonly record struct CountKey(
        string ShopId, string WorkflowId, int Version, int Step, short State, string EndReason, short Partition);
}
