using Automation.EventLog.Following;
using Automation.ServiceDefaults.Database.Pruning;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What the engine forgets: runs that ended long ago, with their histories and effects, and messages that everybody has read long since.</summary>
static class ForgottenRuns
{
    // One statement takes some 50 ms, and nobody waits for its locks.
    const int Step = 500;

    // One after the other: deleting what is in the way of nobody, in the order of an index.
    const string DeleteRuns =
        """
        WITH ended AS (
            SELECT run_id, shop_id, shopper_id, workflow_id, run_key, enter_time, end_time FROM runs
            WHERE end_time < $1 ORDER BY end_time LIMIT $2 FOR UPDATE SKIP LOCKED
        ), remembered AS (
            INSERT INTO past_entries AS p (shop_id, shopper_id, workflow_id, run_key, enter_time, end_time)
            SELECT e.shop_id, e.shopper_id, e.workflow_id, e.run_key, max(e.enter_time), max(e.end_time)
            FROM ended e JOIN unnest($3, $4) AS once (shop_id, workflow_id) USING (shop_id, workflow_id)
            GROUP BY 1, 2, 3, 4
            ON CONFLICT (shop_id, shopper_id, workflow_id, run_key) DO UPDATE SET
                enter_time = greatest(p.enter_time, excluded.enter_time), end_time = greatest(p.end_time, excluded.end_time)
        ), histories AS (
            DELETE FROM run_entries h USING ended e WHERE h.run_id = e.run_id
        ), ledger AS (
            DELETE FROM effects f USING ended e WHERE f.run_id = e.run_id
        )
        DELETE FROM runs r USING ended e WHERE r.run_id = e.run_id
        """;

    public static PruningPlan Plan(NpgsqlDataSource database, WorkflowRegistry registry, WorkflowEngineOptions options) => new(
        options.PruneInterval,
        [
            new("runs", options.RunRetention, (before, portion, token) => RunsAsync(database, registry, before, portion, token)),
            new("enrollments", options.RunRetention, (before, portion, token) => EnrollmentsAsync(database, before, portion, token)),
            .. Enumerable.Range(0, Partitions.Count).Select(partition => new PrunedTable(
                $"dispatches of partition {partition}",
                options.DispatchRetention,
                (before, portion, token) => DispatchesAsync(database, partition, before, portion, token))),
        ]);

    const string DeleteEnrollments =
        """
        WITH old AS (
            SELECT enrollment_id FROM enrollments WHERE create_time < $1 ORDER BY create_time LIMIT $2 FOR UPDATE SKIP LOCKED
        ), parts AS (
            DELETE FROM enrollment_partitions p USING old o WHERE p.enrollment_id = o.enrollment_id
        ), counts AS (
            DELETE FROM enrollment_counts c USING old o WHERE c.enrollment_id = o.enrollment_id
        )
        DELETE FROM enrollments e USING old o WHERE e.enrollment_id = o.enrollment_id
        """;

    static Task<int> EnrollmentsAsync(NpgsqlDataSource database, DateTimeOffset before, int portion, CancellationToken cancellationToken) =>
        InStepsAsync(portion, async count =>
        {
            await using var command = database.CreateCommand(DeleteEnrollments);
            command.Parameters.Add(new() { Value = before, NpgsqlDbType = NpgsqlDbType.TimestampTz });
            command.Parameters.Add(new() { Value = count });
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });

    static async Task<int> RunsAsync(
        NpgsqlDataSource database, WorkflowRegistry registry, DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        // What lets a key in only once must know it for ever.
        var once = (await registry.CurrentAsync(connection, cancellationToken)).Once;
        return await InStepsAsync(portion, async count =>
        {
            await using var command = new NpgsqlCommand(DeleteRuns, connection)
            {
                Parameters =
                {
                    new() { Value = before, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = count },
                    new() { Value = once.Select(workflow => workflow.ShopId).ToArray() },
                    new() { Value = once.Select(workflow => workflow.WorkflowId).ToArray() },
                },
            };
            return await command.ExecuteNonQueryAsync(cancellationToken);
        });
    }

    // The log is in order of time, near enough: its beginning tells how much of it is old.
    static Task<int> DispatchesAsync(
        NpgsqlDataSource database, int partition, DateTimeOffset before, int portion, CancellationToken cancellationToken) => InStepsAsync(portion, async count =>
    {
        var last = 0L;
        await using (var read = database.CreateCommand("SELECT sequence, record FROM dispatches WHERE partition = $1 ORDER BY sequence LIMIT $2"))
        {
            read.Parameters.Add(new() { Value = (short)partition });
            read.Parameters.Add(new() { Value = count });
            await using var reader = await read.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken) && IsOld(reader.GetFieldValue<byte[]>(1), before))
                last = reader.GetInt64(0);
        }
        if (last == 0)
            return 0;
        await using var delete = database.CreateCommand("DELETE FROM dispatches WHERE partition = $1 AND sequence <= $2");
        delete.Parameters.Add(new() { Value = (short)partition });
        delete.Parameters.Add(new() { Value = last });
        return await delete.ExecuteNonQueryAsync(cancellationToken);
    });

    static bool IsOld(byte[] record, DateTimeOffset before)
    {
        try
        {
            return DispatchRecord.Parser.ParseFrom(record).DecideTime?.ToDateTimeOffset() < before;
        }
        catch (InvalidProtocolBufferException)
        {
            // Damaged: it goes with what is behind it.
            return true;
        }
    }

    static async Task<int> InStepsAsync(int portion, Func<int, Task<int>> delete)
    {
        var deleted = 0;
        while (deleted < portion)
        {
            var count = Math.Min(Step, portion - deleted);
            var step = await delete(count);
            deleted += step;
            if (step < count)
                break;
        }
        return deleted;
    }
}
