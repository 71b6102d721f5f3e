using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.V1;
using Npgsql;
using NpgsqlTypes;
using Partitions = Automation.EventLog.Following.Partitions;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Enrollments whose records are not in the log yet.</summary>
static class UnbegunEnrollments
{
    /// <summary>One that no other replica has in hand, locked until the transaction is over: who cancels it waits for that.</summary>
    public static async Task<EnrollmentOrder?> LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT enrollment_id, shop_id, workflow_id, version, kind FROM enrollments
            WHERE append_time IS NULL AND cancel_time IS NULL AND skip_reason = '' ORDER BY create_time LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
            return null;
        return ReadOrder(reader);
    }

    /// <summary>
    /// Those that some partitions have not begun though the records were appended before an instant: their owner was a build that
    /// did not know these records, or is behind. Not locked, for batches must not wait until records are appended.
    /// </summary>
    public static async Task<List<UnbegunPartitions>> LeftAsync(
        NpgsqlConnection connection, DateTimeOffset createdAfter, DateTimeOffset appendedBefore, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT e.enrollment_id, e.shop_id, e.workflow_id, e.version, e.kind, e.append_time, p.unbegun
            FROM enrollments e
            CROSS JOIN LATERAL (
                SELECT array_agg(number ORDER BY number) AS unbegun FROM generate_series(0, $3 - 1) number
                WHERE number NOT IN (SELECT partition FROM enrollment_partitions WHERE enrollment_id = e.enrollment_id)) p
            WHERE e.create_time > $1 AND e.append_time < $2 AND e.cancel_time IS NULL AND e.skip_reason = '' AND p.unbegun IS NOT NULL
            ORDER BY e.create_time LIMIT 100
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = createdAfter, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = appendedBefore, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = Partitions.Count },
            },
        };
        var left = new List<UnbegunPartitions>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            left.Add(new UnbegunPartitions(ReadOrder(reader), reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<int[]>(6)));
        return left;
    }

    /// <summary>It can never begin.</summary>
    public static async Task CancelAsync(NpgsqlConnection connection, Guid enrollmentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE enrollments SET cancel_time = $2 WHERE enrollment_id = $1", connection)
        {
            Parameters = { new() { Value = enrollmentId }, new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Its records are in the log.</summary>
    public static async Task MarkAsync(NpgsqlConnection connection, Guid enrollmentId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE enrollments SET append_time = $2 WHERE enrollment_id = $1", connection)
        {
            Parameters = { new() { Value = enrollmentId }, new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static EnrollmentOrder ReadOrder(NpgsqlDataReader row) => new(
        row.GetGuid(0), new WorkflowVersion(row.GetString(1), row.GetString(2), row.GetInt32(3)), (EnrollmentKind)row.GetInt16(4), [], 0, default);
}
