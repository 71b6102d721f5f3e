using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Which runs to list.</summary>
sealed record RunFilter(string ShopId, Guid? ShopperId, string WorkflowId, RunState State)
{
    /// <summary>0: all.</summary>
    public int Version { get; init; }

    /// <summary>At which index of which version's steps; null: at any.</summary>
    public IReadOnlyList<(int Version, int Step)>? Places { get; init; }

    /// <summary>Empty: any, or none.</summary>
    public string EndReason { get; init; } = "";

    public DateTimeOffset? MinEnterTime { get; init; }

    public DateTimeOffset? BeforeEnterTime { get; init; }
}

/// <summary>So many runs stand there; state <see cref="RunCounts.Entered"/>: so often runs came there.</summary>
readonly record struct RunCountRow(int Version, int Step, short State, string EndReason, long Count);

/// <summary>Where a page of runs ended.</summary>
sealed record RunPlace(DateTimeOffset EnterTime, Guid RunId);

/// <summary>Answers questions about runs. Reads only: runs are written by batches.</summary>
sealed class RunQueries(NpgsqlDataSource database)
{
    /// <summary>Latest entry first, behind a place.</summary>
    public async Task<List<ShopperRun>> ListAsync(RunFilter filter, RunPlace? after, int count, CancellationToken cancellationToken)
    {
        var conditions = new List<string> { "r.shop_id = $1" };
        await using var command = database.CreateCommand();
        command.Parameters.Add(new() { Value = filter.ShopId });
        void Where(string condition, object value, NpgsqlDbType type)
        {
            command.Parameters.Add(new() { Value = value, NpgsqlDbType = type });
            conditions.Add(condition.Replace("$", $"${command.Parameters.Count}", StringComparison.Ordinal));
        }

        if (filter.ShopperId is { } shopperId)
            Where("r.shopper_id = $", shopperId, NpgsqlDbType.Uuid);
        if (filter.WorkflowId.Length > 0)
            Where("r.workflow_id = $", filter.WorkflowId, NpgsqlDbType.Text);
        if (filter.State is not RunState.Unspecified)
            Where("r.state = $", (short)filter.State, NpgsqlDbType.Smallint);
        if (filter.Version > 0)
            Where("r.version = $", filter.Version, NpgsqlDbType.Integer);
        if (filter.Places is { } places)
            Where("r.version || '/' || r.step = ANY($)", places.Select(place => $"{place.Version}/{place.Step}").ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text);
        // The index of reasons has only those that ended for one.
        if (filter.EndReason.Length > 0)
            Where("r.end_time IS NOT NULL AND r.end_reason <> '' AND r.end_reason = $", filter.EndReason, NpgsqlDbType.Text);
        if (filter.MinEnterTime is { } from)
            Where("r.enter_time >= $", from, NpgsqlDbType.TimestampTz);
        if (filter.BeforeEnterTime is { } before)
            Where("r.enter_time < $", before, NpgsqlDbType.TimestampTz);
        if (after is not null)
        {
            Where("r.enter_time <= $", after.EnterTime, NpgsqlDbType.TimestampTz);
            var time = command.Parameters.Count;
            Where($"(r.enter_time < @time OR r.run_id > $)", after.RunId, NpgsqlDbType.Uuid);
            conditions[^1] = conditions[^1].Replace("@time", $"${time}", StringComparison.Ordinal);
        }
        command.Parameters.Add(new() { Value = count });
        command.CommandText =
            $"""
            SELECT {RunRows.Columns} FROM runs r LEFT JOIN timers t USING (run_id)
            WHERE {string.Join(" AND ", conditions)}
            ORDER BY r.enter_time DESC, r.run_id LIMIT ${command.Parameters.Count}
            """;
        var runs = new List<ShopperRun>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(RunRows.Read(reader));
        return runs;
    }

    /// <summary>A run of the shop; null when there is none.</summary>
    public async Task<ShopperRun?> FindAsync(string shopId, Guid runId, CancellationToken cancellationToken) =>
        (await GetAsync(shopId, runId, 0, 0, cancellationToken))?.Run;

    /// <summary>Whether a command with this id has been carried out on the run. Commands are few, so all of its decisions may be looked at.</summary>
    public async Task<bool> HasCommandAsync(ShopperRun run, string requestId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT entry FROM run_entries WHERE run_id = $1");
        command.Parameters.Add(new() { Value = run.RunId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (RunEntry.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)).Commanded?.RequestId == requestId)
                return true;
        }
        return false;
    }

    /// <summary>How many runs of a workflow stand where, by version, step and state. Version 0: of all.</summary>
    public async Task<List<RunCountRow>> CountAsync(string shopId, string workflowId, int version, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT version, step, state, end_reason, sum(count)::bigint FROM run_counts
            WHERE shop_id = $1 AND workflow_id = $2 AND ($3 = 0 OR version = $3)
            GROUP BY version, step, state, end_reason
            ORDER BY version, step, state, end_reason
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = workflowId });
        command.Parameters.Add(new() { Value = version });
        var rows = new List<RunCountRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(new(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt16(2), reader.GetString(3), reader.GetInt64(4)));
        return rows;
    }

    /// <summary>A run of the shop with its decisions behind one and what of its events was refused; null when there is none.</summary>
    public async Task<(ShopperRun Run, IReadOnlyList<RunEntry> History, IReadOnlyList<RefusedEvent> Refused)?> GetAsync(
        string shopId, Guid runId, int after, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"SELECT {RunRows.Columns} FROM runs r LEFT JOIN timers t USING (run_id) WHERE r.run_id = $1 AND r.shop_id = $2")
                {
                    Parameters = { new() { Value = runId }, new() { Value = shopId } },
                },
                new("SELECT entry FROM run_entries WHERE run_id = $1 AND number > $2 ORDER BY number LIMIT $3")
                {
                    Parameters = { new() { Value = runId }, new() { Value = after }, new() { Value = count } },
                },
                RefusedEvents.Of(shopId, runId),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        var run = RunRows.Read(reader);
        var history = new List<RunEntry>();
        await reader.NextResultAsync(cancellationToken);
        // What was decided between the two statements is left to the next question.
        while (after + history.Count < run.EntryCount && await reader.ReadAsync(cancellationToken))
            history.Add(RunEntry.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        await reader.NextResultAsync(cancellationToken);
        return (run, history, await RefusedEvents.ReadAsync(reader, cancellationToken));
    }
}
