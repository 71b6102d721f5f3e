using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>How a run stands in its row.</summary>
static class RunRows
{
    /// <summary>The columns that <see cref="Read"/> takes, of tables <c>runs r</c> and <c>timers t</c>.</summary>
    public const string Columns = """
        r.run_id, r.shop_id, r.shopper_id, r.partition, r.workflow_id, r.version, r.run_key, r.state, r.step, r.visits, r.message_id,
        r.depth, r.traceparent, r.enter_time, r.enter_sequence, r.activity_time, r.end_time, r.end_reason, r.entry_count, t.due_time, r.subject, coalesce(t.held, false)
        """;

    /// <summary>How many <see cref="Columns"/> are: what a query adds comes behind them.</summary>
    public const int ColumnCount = 22;

    /// <summary>A row that is damaged is a run all the same: it is to fail, and not what reads it.</summary>
    public static ShopperRun Read(NpgsqlDataReader row)
    {
        var visits = StepVisits.Read(row.GetString(9));
        var subject = row.IsDBNull(20) ? null : ReadSubject(row.GetFieldValue<byte[]>(20));
        var run = Read(row, visits ?? StepVisits.None) with { Subject = subject };
        return visits is null ? run with { Damage = $"visits are '{row.GetString(9)}'" }
            : subject is null && !row.IsDBNull(20) ? run with { Damage = "what it is about cannot be read" }
            : run.Step < 0 ? run with { Step = 0, Damage = $"its step is {run.Step}" }
            : run.IsOpen && run.State is not (RunState.Waiting or RunState.Sending) ? run with { Damage = $"its state is {(int)run.State} and it has no end" }
            : run is { IsOpen: true, State: RunState.Sending, DueTime: not null } ? run with { Damage = "it sends and has a timer" }
            : run;
    }

    static MessageContent? ReadSubject(byte[] bytes)
    {
        try
        {
            return MessageContent.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    static ShopperRun Read(NpgsqlDataReader row, StepVisits visits) => new()
    {
        RunId = row.GetGuid(0),
        ShopperId = row.GetGuid(2),
        Partition = row.GetInt16(3),
        Workflow = new WorkflowVersion(row.GetString(1), row.GetString(4), row.GetInt32(5)),
        Key = row.GetString(6),
        State = (RunState)row.GetInt16(7),
        Step = row.GetInt32(8),
        Visits = visits,
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
        IsHeld = row.GetBoolean(21),
    };
}
