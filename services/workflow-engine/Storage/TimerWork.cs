using Automation.EventLog.Following;
using Automation.ServiceDefaults.Progress;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>Tells ProgressService of the waits of all runs.</summary>
sealed class TimerWork(NpgsqlDataSource database) : IOpenWork
{
    public string Kind => "timer";

    public async Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(DateTimeOffset dueBy, CancellationToken cancellationToken)
    {
        // One look into the index for each partition, however many timers are pending.
        await using var command = database.CreateCommand(
            """
            SELECT sum(t.open), min(t.next)
            FROM generate_series(0, $2) AS p (partition), LATERAL (
                SELECT
                    (SELECT count(*) FROM timers WHERE partition = p.partition AND NOT held AND due_time <= $1) AS open,
                    (SELECT min(due_time) FROM timers WHERE partition = p.partition AND NOT held AND due_time > $1) AS next) t
            """);
        command.Parameters.Add(new() { Value = dueBy.ToUniversalTime(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = Partitions.Count - 1 });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (
            (long)reader.GetDecimal(0),
            await reader.IsDBNullAsync(1, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(1));
    }
}
