using System.Diagnostics;
using Automation.Clients.Ingestion;
using Automation.Commerce.V1;
using Automation.EventLog.Outbox;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What a batch decided, written in one round trip; a second one where messages were asked for, to number them.</summary>
sealed class BatchWrites
{
    // In the order of the decisions. The runs that were there before come first, see SaveAsync.
    readonly Dictionary<Guid, ShopperRun> _changed = [];
    readonly Dictionary<Guid, ShopperRun> _new = [];
    readonly List<(Guid RunId, RunEntry Entry)> _entries = [];
    readonly List<(MessageSettled Settled, DateTimeOffset Time)> _settled = [];

    readonly Assignments _assignments = new();

    /// <summary>Events on their way to ingestion.</summary>
    public List<OutboxRow> Events { get; } = [];

    /// <summary>Messages asked for; numbered once saved.</summary>
    public List<DispatchRecord> Dispatches { get; } = [];

    /// <summary>What waits for dates of shoppers, by id; null: it waits no more.</summary>
    public List<KeyValuePair<Guid, PendingStart?>> Starts { get; } = [];

    /// <summary>Runs whose timers are set aside, for their workflows are paused.</summary>
    public List<Guid> Held { get; } = [];

    /// <summary>What becomes of enrollments.</summary>
    public EnrollmentWrites Enrollments { get; } = new();

    /// <summary>How many runs stand where.</summary>
    public RunCounts Counts { get; } = new();

    public void Add(Transition transition, bool isNew)
    {
        var run = transition.Run;
        Counts.Move(run);
        if (isNew || _new.ContainsKey(run.RunId))
            _new[run.RunId] = run;
        else
            _changed[run.RunId] = run;
        foreach (var entry in transition.Entries)
            _entries.Add((run.RunId, entry));
        foreach (var effect in transition.Effects)
            Add(run, effect, transition.Entries[0].DecideTime.ToDateTimeOffset());
    }

    void Add(ShopperRun run, Effect effect, DateTimeOffset time)
    {
        switch (effect)
        {
            case Effect.Send send:
                Dispatches.Add(send.Message);
                break;
            case Effect.Emit emit:
                Events.Add(emit.Event.ToOutboxRow());
                break;
            case Effect.Assign assign:
                _assignments.Add(run, assign, time);
                break;
            case Effect.Start:
                // Its run is a transition of its own.
                break;
            default:
                throw new UnreachableException($"{effect.GetType().Name} is an effect that nobody carries out.");
        }
    }

    /// <summary>The ledger learns how a message ended, whether or not its run still goes on.</summary>
    public void Settle(MessageSettled settled, DateTimeOffset time) => _settled.Add((settled, time));

    public async Task SaveAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Dispatches.Count > 0)
            await NumberAsync(connection, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        // What ends makes room for what begins with the same key.
        if (_changed.Count > 0)
            batch.BatchCommands.Add(Update(_changed.Values));
        if (_new.Count > 0)
        {
            batch.BatchCommands.Add(Insert(_new.Values.Where(run => !run.IsOpen).ToList()));
            batch.BatchCommands.Add(Insert(_new.Values.Where(run => run.IsOpen).ToList()));
        }
        AddTimers(batch);
        HeldTimers.Hold(batch, Held);
        if (_entries.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO run_entries SELECT * FROM unnest($1, $2, $3)")
            {
                Parameters =
                {
                    new() { Value = _entries.Select(row => row.RunId).ToArray() },
                    new() { Value = _entries.Select(row => row.Entry.Number).ToArray() },
                    new() { Value = _entries.Select(row => row.Entry.ToByteArray()).ToArray() },
                },
            });
        AddDispatches(batch);
        AddSettled(batch);
        _assignments.AddTo(batch);
        PendingStartTable.Write(batch, Starts);
        Counts.AddTo(batch);
        Enrollments.AddTo(batch);
        await Outbox.AddAsync(connection, Events, cancellationToken);
        if (batch.BatchCommands.Count > 0)
            await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task NumberAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var byPartition = Dispatches.GroupBy(dispatch => dispatch.Partition).OrderBy(group => group.Key).ToList();
        await using var command = new NpgsqlCommand(
            """
            UPDATE dispatch_heads h SET sequence = h.sequence + more.count
            FROM unnest($1, $2) AS more (partition, count)
            WHERE h.partition = more.partition
            RETURNING h.partition, h.sequence - more.count
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = byPartition.Select(group => (short)group.Key).ToArray() },
                new() { Value = byPartition.Select(group => (long)group.Count()).ToArray() },
            },
        };
        var heads = new Dictionary<int, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            heads[reader.GetInt16(0)] = reader.GetInt64(1);
        foreach (var dispatch in Dispatches)
            dispatch.Sequence = ++heads[dispatch.Partition];
    }

    static NpgsqlBatchCommand Update(IReadOnlyCollection<ShopperRun> runs) => new(
        """
        UPDATE runs r SET state = n.state, step = n.step, visits = n.visits, message_id = n.message_id,
            activity_time = n.activity_time, end_time = n.end_time, end_reason = n.end_reason, entry_count = n.entry_count
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
            AS n (run_id, state, step, visits, message_id, activity_time, end_time, end_reason, entry_count)
        WHERE r.run_id = n.run_id
        """)
    {
        Parameters =
        {
            new() { Value = runs.Select(run => run.RunId).ToArray() },
            new() { Value = runs.Select(run => (short)run.State).ToArray() },
            new() { Value = runs.Select(run => run.Step).ToArray() },
            new() { Value = runs.Select(run => run.Visits.ToString()).ToArray() },
            new() { Value = runs.Select(run => run.MessageId).ToArray() },
            Times(runs.Select(run => (DateTimeOffset?)run.ActivityTime)),
            Times(runs.Select(run => run.EndTime)),
            new() { Value = runs.Select(run => run.EndReason).ToArray() },
            new() { Value = runs.Select(run => run.EntryCount).ToArray() },
        },
    };

    static NpgsqlBatchCommand Insert(IReadOnlyCollection<ShopperRun> runs) => new(
        """
        INSERT INTO runs (run_id, shop_id, shopper_id, partition, workflow_id, version, run_key, state, step, visits, message_id,
            depth, traceparent, enter_time, enter_sequence, activity_time, end_time, end_reason, entry_count, subject)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        """)
    {
        Parameters =
        {
            new() { Value = runs.Select(run => run.RunId).ToArray() },
            new() { Value = runs.Select(run => run.Workflow.ShopId).ToArray() },
            new() { Value = runs.Select(run => run.ShopperId).ToArray() },
            new() { Value = runs.Select(run => (short)run.Partition).ToArray() },
            new() { Value = runs.Select(run => run.Workflow.WorkflowId).ToArray() },
            new() { Value = runs.Select(run => run.Workflow.Version).ToArray() },
            new() { Value = runs.Select(run => run.Key).ToArray() },
            new() { Value = runs.Select(run => (short)run.State).ToArray() },
            new() { Value = runs.Select(run => run.Step).ToArray() },
            new() { Value = runs.Select(run => run.Visits.ToString()).ToArray() },
            new() { Value = runs.Select(run => run.MessageId).ToArray() },
            new() { Value = runs.Select(run => run.Depth).ToArray() },
            new() { Value = runs.Select(run => run.Traceparent).ToArray() },
            Times(runs.Select(run => (DateTimeOffset?)run.EnterTime)),
            new() { Value = runs.Select(run => run.EnterSequence).ToArray() },
            Times(runs.Select(run => (DateTimeOffset?)run.ActivityTime)),
            Times(runs.Select(run => run.EndTime)),
            new() { Value = runs.Select(run => run.EndReason).ToArray() },
            new() { Value = runs.Select(run => run.EntryCount).ToArray() },
            new() { Value = runs.Select(run => run.Subject?.ToByteArray()).ToArray() },
        },
    };

    void AddTimers(NpgsqlBatch batch)
    {
        var over = _changed.Values.Where(run => run.DueTime is null).Select(run => run.RunId).ToArray();
        if (over.Length > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM timers WHERE run_id = ANY($1)")
            {
                Parameters = { new() { Value = over } },
            });
        var waiting = _changed.Values.Concat(_new.Values).Where(run => run.DueTime is not null).ToList();
        if (waiting.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO timers (run_id, partition, due_time, shop_id, shopper_id)
                SELECT * FROM unnest($1, $2, $3, $4, $5)
                ON CONFLICT (run_id) DO UPDATE SET due_time = excluded.due_time, held = false
                """)
            {
                Parameters =
                {
                    new() { Value = waiting.Select(run => run.RunId).ToArray() },
                    new() { Value = waiting.Select(run => (short)run.Partition).ToArray() },
                    Times(waiting.Select(run => run.DueTime)),
                    new() { Value = waiting.Select(run => run.Workflow.ShopId).ToArray() },
                    new() { Value = waiting.Select(run => run.ShopperId).ToArray() },
                },
            });
    }

    void AddDispatches(NpgsqlBatch batch)
    {
        if (Dispatches.Count == 0)
            return;
        batch.BatchCommands.Add(new NpgsqlBatchCommand("INSERT INTO dispatches SELECT * FROM unnest($1, $2, $3)")
        {
            Parameters =
            {
                new() { Value = Dispatches.Select(dispatch => (short)dispatch.Partition).ToArray() },
                new() { Value = Dispatches.Select(dispatch => dispatch.Sequence).ToArray() },
                new() { Value = Dispatches.Select(dispatch => dispatch.ToByteArray()).ToArray() },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            INSERT INTO effects (message_id, run_id, step_id, visit, request_time)
            SELECT * FROM unnest($1, $2, $3, $4, $5)
            """)
        {
            Parameters =
            {
                new() { Value = Dispatches.Select(dispatch => Guid.Parse(dispatch.MessageId)).ToArray() },
                new() { Value = Dispatches.Select(dispatch => Guid.Parse(dispatch.RunId)).ToArray() },
                new() { Value = Dispatches.Select(dispatch => dispatch.StepId).ToArray() },
                new() { Value = Dispatches.Select(dispatch => dispatch.Visit).ToArray() },
                Times(Dispatches.Select(dispatch => (DateTimeOffset?)dispatch.DecideTime.ToDateTimeOffset())),
            },
        });
    }

    void AddSettled(NpgsqlBatch batch)
    {
        if (_settled.Count == 0)
            return;
        // The first end counts; the ids of settled events are ours, so whatever else comes is a repetition.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            """
            UPDATE effects e SET outcome = n.outcome, reason = n.reason, settle_time = n.settle_time
            FROM unnest($1, $2, $3, $4) AS n (message_id, outcome, reason, settle_time)
            WHERE e.message_id = n.message_id AND e.outcome IS NULL
            """)
        {
            Parameters =
            {
                new() { Value = _settled.Select(row => Guid.TryParse(row.Settled.MessageId, out var id) ? id : Guid.Empty).ToArray() },
                new() { Value = _settled.Select(row => (short)row.Settled.Outcome).ToArray() },
                new() { Value = _settled.Select(row => row.Settled.Reason).ToArray() },
                Times(_settled.Select(row => (DateTimeOffset?)row.Time)),
            },
        });
    }

    static NpgsqlParameter Times(IEnumerable<DateTimeOffset?> times) => new()
    {
        Value = times.ToArray(),
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };
}
