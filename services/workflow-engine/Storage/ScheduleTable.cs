using Automation.WorkflowEngine.Definitions;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>A schedule whose time has come.</summary>
/// <param name="Version">Of which version.</param>
/// <param name="AfterTime">Times up to it are dealt with.</param>
readonly record struct DueSchedule(WorkflowVersion Version, DateTimeOffset AfterTime);

/// <summary>When schedules come next. Any replica keeps it; whoever holds a row's lock deals with it.</summary>
static class ScheduleTable
{
    /// <summary>What is there, by workflow.</summary>
    public static async Task<Dictionary<(string ShopId, string WorkflowId), DueSchedule>> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT shop_id, workflow_id, version, after_time FROM schedules", connection);
        var schedules = new Dictionary<(string, string), DueSchedule>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var version = new WorkflowVersion(reader.GetString(0), reader.GetString(1), reader.GetInt32(2));
            schedules[(version.ShopId, version.WorkflowId)] = new DueSchedule(version, reader.GetFieldValue<DateTimeOffset>(3));
        }
        return schedules;
    }

    /// <summary>When the workflow was last activated or resumed: what came before it begins nothing.</summary>
    public static async Task<DateTimeOffset> ActivateTimeAsync(
        NpgsqlConnection connection, WorkflowVersion version, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT max(activate_time) FROM activations WHERE shop_id = $1 AND workflow_id = $2", connection)
        {
            Parameters = { new() { Value = version.ShopId }, new() { Value = version.WorkflowId } },
        };
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    /// <summary>Awaits a version's next time, unless that is done already.</summary>
    public static async Task AwaitAsync(
        NpgsqlConnection connection, DueSchedule schedule, DateTimeOffset? nextTime, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO schedules AS s (shop_id, workflow_id, version, after_time, next_time) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (shop_id, workflow_id) DO UPDATE SET version = excluded.version, after_time = excluded.after_time, next_time = excluded.next_time
            WHERE s.version <> excluded.version OR s.after_time < excluded.after_time
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = schedule.Version.ShopId },
                new() { Value = schedule.Version.WorkflowId },
                new() { Value = schedule.Version.Version },
                new() { Value = schedule.AfterTime, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (object?)nextTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Workflows that have none any more.</summary>
    public static async Task ForgetAsync(
        NpgsqlConnection connection, IReadOnlyCollection<(string ShopId, string WorkflowId)> workflows, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM schedules s USING unnest($1, $2) AS gone (shop_id, workflow_id) WHERE s.shop_id = gone.shop_id AND s.workflow_id = gone.workflow_id",
            connection)
        {
            Parameters =
            {
                new() { Value = workflows.Select(workflow => workflow.ShopId).ToArray() },
                new() { Value = workflows.Select(workflow => workflow.WorkflowId).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>One that is due and that no other replica has in hand, locked until the transaction is over.</summary>
    public static async Task<DueSchedule?> LockDueAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT shop_id, workflow_id, version, after_time FROM schedules
            WHERE next_time <= $1 ORDER BY next_time LIMIT 1 FOR UPDATE SKIP LOCKED
            """,
            connection)
        {
            Parameters = { new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new DueSchedule(
                new WorkflowVersion(reader.GetString(0), reader.GetString(1), reader.GetInt32(2)), reader.GetFieldValue<DateTimeOffset>(3))
            : null;
    }
}
