using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Which runs to list.</summary>
sealed record RunFilter(string ShopId, Guid? ShopperId, string WorkflowId, RunState State);

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

    /// <summary>A run of the shop with its history and what of its events was refused; null when there is none.</summary>
    public async Task<(ShopperRun Run, IReadOnlyList<RunEntry> History, IReadOnlyList<RefusedEvent> Refused)?> GetAsync(
        string shopId, Guid runId, CancellationToken cancellationToken)
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
                new("SELECT entry FROM run_entries WHERE run_id = $1 ORDER BY number")
                {
                    Parameters = { new() { Value = runId } },
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
        while (history.Count < run.EntryCount && await reader.ReadAsync(cancellationToken))
            history.Add(RunEntry.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
        await reader.NextResultAsync(cancellationToken);
        return (run, history, await RefusedEvents.ReadAsync(reader, cancellationToken));
    }
}
