using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.V1;
using Npgsql;
using NpgsqlTypes;

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
        var version = new WorkflowVersion(reader.GetString(1), reader.GetString(2), reader.GetInt32(3));
        return new EnrollmentOrder(reader.GetGuid(0), version, (EnrollmentKind)reader.GetInt16(4), [], 0, default);
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
}
