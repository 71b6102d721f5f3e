using Automation.WorkflowEngine.Enrollments;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What a batch makes of enrollments.</summary>
sealed class EnrollmentWrites
{
    readonly List<EnrollmentPart> _parts = [];
    readonly List<(Guid EnrollmentId, short Partition, string Reason, long Count)> _counts = [];

    public bool IsEmpty => _parts.Count == 0;

    /// <summary>One that begins, or is set as it is.</summary>
    public void Set(EnrollmentPart part) => _parts.Add(part);

    /// <summary>Those whose turn it was.</summary>
    public void Add(EnrollmentPage page)
    {
        Set(page.Part);
        foreach (var (reason, count) in page.Counts)
            _counts.Add((page.Part.Order.EnrollmentId, (short)page.Part.Partition, reason, count));
    }

    public void AddTo(NpgsqlBatch batch)
    {
        if (_parts.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO enrollment_partitions AS p (enrollment_id, partition, sequence, next_time, after_shopper_id, member_count, done)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (enrollment_id, partition) DO UPDATE SET
                    next_time = excluded.next_time, after_shopper_id = excluded.after_shopper_id, member_count = excluded.member_count, done = excluded.done
                """)
            {
                Parameters =
                {
                    new() { Value = _parts.Select(part => part.Order.EnrollmentId).ToArray() },
                    new() { Value = _parts.Select(part => (short)part.Partition).ToArray() },
                    new() { Value = _parts.Select(part => part.Sequence).ToArray() },
                    new()
                    {
                        Value = _parts.Select(part => part.NextTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                    },
                    new() { Value = _parts.Select(part => part.After).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid },
                    new() { Value = _parts.Select(part => part.MemberCount).ToArray() },
                    new() { Value = _parts.Select(part => part.IsDone).ToArray() },
                },
            });
        if (_counts.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand(
                """
                INSERT INTO enrollment_counts AS c (enrollment_id, partition, reason, count)
                SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (enrollment_id, partition, reason) DO UPDATE SET count = c.count + excluded.count
                """)
            {
                Parameters =
                {
                    new() { Value = _counts.Select(row => row.EnrollmentId).ToArray() },
                    new() { Value = _counts.Select(row => row.Partition).ToArray() },
                    new() { Value = _counts.Select(row => row.Reason).ToArray() },
                    new() { Value = _counts.Select(row => row.Count).ToArray() },
                },
            });
    }
}
