using Automation.ServiceDefaults.Progress;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Tells ProgressService of schedules that are due, and of enrollments that go on.</summary>
sealed class EnrollmentWork(NpgsqlDataSource database) : IOpenWork
{
    public string Kind => "enrollment";

    public async Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT count(*) FILTER (WHERE due <= $1), min(due) FILTER (WHERE due > $1) FROM (
                SELECT next_time FROM schedules WHERE next_time IS NOT NULL
                UNION ALL
                SELECT least(create_time, $1) FROM enrollments WHERE append_time IS NULL AND cancel_time IS NULL AND skip_reason = ''
                UNION ALL
                SELECT p.next_time FROM enrollment_partitions p
                JOIN enrollments e USING (enrollment_id) JOIN workflows w USING (shop_id, workflow_id)
                WHERE NOT p.done AND w.pause_time IS NULL) work (due)
            """);
        command.Parameters.Add(new() { Value = dueBy.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
