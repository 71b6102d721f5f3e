using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What batches read of enrollments.</summary>
static class EnrollmentTable
{
    const string OrderColumns = "e.enrollment_id, e.shop_id, e.workflow_id, e.version, e.kind, e.segment_ids, e.max_per_minute, e.due_time";

    /// <summary>Those of a partition that are not over.</summary>
    public static async Task<List<EnrollmentPart>> OpenAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {OrderColumns}, p.sequence, p.next_time, p.after_shopper_id, p.member_count
            FROM enrollment_partitions p JOIN enrollments e USING (enrollment_id)
            WHERE p.partition = $1 AND NOT p.done
            """,
            connection)
        {
            Parameters = { new() { Value = (short)partition } },
        };
        var parts = new List<EnrollmentPart>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            parts.Add(new EnrollmentPart(ReadOrder(reader), partition, reader.GetInt64(8), reader.GetFieldValue<DateTimeOffset>(9))
            {
                After = await reader.IsDBNullAsync(10, cancellationToken) ? null : reader.GetGuid(10),
                MemberCount = reader.GetInt64(11),
            });
        }
        return parts;
    }

    /// <summary>Which of some have begun in which partition, whether or not they are over.</summary>
    public static async Task<HashSet<(Guid EnrollmentId, int Partition)>> BegunAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> enrollmentIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT enrollment_id, partition FROM enrollment_partitions WHERE enrollment_id = ANY($1)", connection)
        {
            Parameters = { new() { Value = enrollmentIds.ToArray() } },
        };
        var begun = new HashSet<(Guid, int)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            begun.Add((reader.GetGuid(0), reader.GetInt16(1)));
        return begun;
    }

    /// <summary>
    /// Those of some that go on, locked until the batch is over: whoever cancels one waits for the batches that enter somebody by
    /// it, and those that come later find it cancelled.
    /// </summary>
    public static async Task<Dictionary<Guid, EnrollmentOrder>> LockAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> enrollmentIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {OrderColumns} FROM enrollments e WHERE enrollment_id = ANY($1) AND cancel_time IS NULL ORDER BY enrollment_id FOR SHARE", connection)
        {
            Parameters = { new() { Value = enrollmentIds.ToArray() } },
        };
        var orders = new Dictionary<Guid, EnrollmentOrder>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var order = ReadOrder(reader);
            orders[order.EnrollmentId] = order;
        }
        return orders;
    }

    static EnrollmentOrder ReadOrder(NpgsqlDataReader row) => new(
        row.GetGuid(0),
        new WorkflowVersion(row.GetString(1), row.GetString(2), row.GetInt32(3)),
        (EnrollmentKind)row.GetInt16(4),
        row.GetFieldValue<string[]>(5),
        row.GetInt32(6),
        row.GetFieldValue<DateTimeOffset>(7));
}
