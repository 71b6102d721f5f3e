using Automation.ServiceDefaults.Clocks;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.V1;
using Npgsql;
using NpgsqlTypes;
using Partitions = Automation.EventLog.Following.Partitions;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Where a page of enrollments ended.</summary>
sealed record EnrollmentPlace(DateTimeOffset CreateTime, Guid EnrollmentId);

/// <summary>Takes enrollments down, shows and cancels them.</summary>
sealed class EnrollmentStore(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    // How far it is is added up over the partitions; 16 rows and a few reasons each.
    const string Select = """
        SELECT e.enrollment_id, e.shop_id, e.workflow_id, e.version, e.kind, e.segment_ids, e.max_per_minute, e.due_time,
            e.create_time, e.missed_count, e.skip_reason, e.cancel_time, w.pause_time IS NOT NULL, p.begun, p.done, p.members, c.reasons, c.counts
        FROM enrollments e
        JOIN workflows w USING (shop_id, workflow_id)
        CROSS JOIN LATERAL (
            SELECT count(*)::int AS begun, (count(*) FILTER (WHERE done))::int AS done, coalesce(sum(member_count), 0)::bigint AS members
            FROM enrollment_partitions WHERE enrollment_id = e.enrollment_id) p
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(reason ORDER BY reason), '{}') AS reasons, coalesce(array_agg(count ORDER BY reason), '{}') AS counts
            FROM (SELECT reason, sum(count)::bigint AS count FROM enrollment_counts WHERE enrollment_id = e.enrollment_id GROUP BY reason) r) c
        """;

    // The lock on the workflow sets the order: whoever deactivates it changes its row first and cancels afterwards, so it
    // either waits and finds the enrollment, or the enrollment waits and finds the workflow not active.
    /// <summary>Takes one down, unless it is known or its workflow is not active any more. Its records are appended behind.</summary>
    public static NpgsqlBatchCommand Insert(EnrollmentOrder order, DateTimeOffset now, int missedCount = 0, string skipReason = "") => new(
        """
        INSERT INTO enrollments (enrollment_id, shop_id, workflow_id, version, kind, segment_ids, max_per_minute, due_time, create_time, missed_count, skip_reason)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
        FROM workflows w WHERE w.shop_id = $2 AND w.workflow_id = $3 AND w.active_version > 0 FOR SHARE OF w
        ON CONFLICT (enrollment_id) DO NOTHING
        """)
    {
        Parameters =
        {
            new() { Value = order.EnrollmentId },
            new() { Value = order.Version.ShopId },
            new() { Value = order.Version.WorkflowId },
            new() { Value = order.Version.Version },
            new() { Value = (short)order.Kind },
            new() { Value = order.SegmentIds.ToArray() },
            new() { Value = order.MaxPerMinute },
            new() { Value = order.DueTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = missedCount },
            new() { Value = skipReason },
        },
    };

    public async Task AddAsync(EnrollmentOrder order, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Insert(order, shopTime.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Null: the shop has none of this id.</summary>
    public async Task<StoredEnrollment?> FindAsync(string shopId, Guid enrollmentId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"{Select} WHERE e.shop_id = $1 AND e.enrollment_id = $2");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = enrollmentId });
        return (await ReadAsync(command, cancellationToken)).FirstOrDefault();
    }

    /// <summary>Those of a workflow, or of all where it is empty, the last one taken down first, behind a place.</summary>
    public async Task<List<StoredEnrollment>> ListAsync(
        string shopId, string workflowId, EnrollmentPlace? after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            {Select}
            WHERE e.shop_id = $1 AND ($2 = '' OR e.workflow_id = $2)
                AND ($3 IS NULL OR (e.create_time, e.enrollment_id) < ($3, $4))
            ORDER BY e.create_time DESC, e.enrollment_id DESC LIMIT $5
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = workflowId });
        command.Parameters.Add(new() { Value = (object?)after?.CreateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = after?.EnrollmentId ?? Guid.Empty });
        command.Parameters.Add(new() { Value = count });
        return await ReadAsync(command, cancellationToken);
    }

    /// <summary>Lets it enter nobody any more, unless it is over. Waits for the batches that are entering somebody.</summary>
    public async Task CancelAsync(string shopId, Guid enrollmentId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE enrollments e SET cancel_time = $3
            WHERE shop_id = $1 AND enrollment_id = $2 AND cancel_time IS NULL AND skip_reason = ''
                AND (SELECT count(*) FROM enrollment_partitions p WHERE p.enrollment_id = e.enrollment_id AND p.done) < $4
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = enrollmentId });
        command.Parameters.Add(new() { Value = shopTime.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = Partitions.Count });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static async Task<List<StoredEnrollment>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var found = new List<StoredEnrollment>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var order = new EnrollmentOrder(
                reader.GetGuid(0),
                new WorkflowVersion(reader.GetString(1), reader.GetString(2), reader.GetInt32(3)),
                (EnrollmentKind)reader.GetInt16(4),
                reader.GetFieldValue<string[]>(5),
                reader.GetInt32(6),
                reader.GetFieldValue<DateTimeOffset>(7));
            found.Add(new StoredEnrollment(
                order,
                reader.GetFieldValue<DateTimeOffset>(8),
                reader.GetInt32(9),
                reader.GetString(10),
                await reader.IsDBNullAsync(11, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(11))
            {
                IsPaused = reader.GetBoolean(12),
                Partitions = (reader.GetInt32(13), reader.GetInt32(14)),
                MemberCount = reader.GetInt64(15),
                Counts = [.. reader.GetFieldValue<string[]>(16).Zip(reader.GetFieldValue<long[]>(17))],
            });
        }
        return found;
    }
}
