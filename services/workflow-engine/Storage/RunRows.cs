using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>How a run stands in its row.</summary>
static class RunRows
{
    /// <summary>The columns that <see cref="Read"/> takes, of tables <c>runs r</c> and <c>timers t</c>.</summary>
    public const string Columns = """
        r.run_id, r.shop_id, r.shopper_id, r.partition, r.workflow_id, r.version, r.run_key, r.state, r.step, r.visits, r.message_id,
        r.depth, r.traceparent, r.enter_time, r.enter_sequence, r.activity_time, r.end_time, r.end_reason, r.entry_count, t.due_time
        """;

    public static ShopperRun Read(NpgsqlDataReader row) => new()
    {
        RunId = row.GetGuid(0),
        ShopperId = row.GetGuid(2),
        Partition = row.GetInt16(3),
        Workflow = new WorkflowVersion(row.GetString(1), row.GetString(4), row.GetInt32(5)),
        Key = row.GetString(6),
        State = (RunState)row.GetInt16(7),
        Step = row.GetInt32(8),
        Visits = StepVisits.Parse(row.GetString(9)),
        MessageId = row.IsDBNull(10) ? null : row.GetGuid(10),
        Depth = row.GetInt32(11),
        Traceparent = row.GetString(12),
        EnterTime = row.GetFieldValue<DateTimeOffset>(13),
        EnterSequence = row.GetInt64(14),
        ActivityTime = row.GetFieldValue<DateTimeOffset>(15),
        EndTime = row.IsDBNull(16) ? null : row.GetFieldValue<DateTimeOffset>(16),
        EndReason = row.GetString(17),
        EntryCount = row.GetInt32(18),
        DueTime = row.IsDBNull(19) ? null : row.GetFieldValue<DateTimeOffset>(19),
    };
}
