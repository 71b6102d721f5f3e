using Automation.Ingestion.Telemetry;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>
/// Ends the session of a replica that froze in the middle of a COPY with the log's lock in its hands. Between two
/// statements PostgreSQL itself ends it (<c>idle_in_transaction_session_timeout</c>); inside a COPY no time-out of
/// PostgreSQL applies, and everybody else would wait for ever.
/// </summary>
sealed class LogLockWatch(NpgsqlDataSource database, TimeProvider time, ILogger<LogLockWatch> logger) : BackgroundService
{
    static readonly TimeSpan s_pollInterval = TimeSpan.FromSeconds(1);

    // A COPY of the largest group takes a fraction of this, and waits for its client for the least part of that.
    const string End = $"""
        SELECT pg_terminate_backend(session.pid)
        FROM pg_locks lock JOIN pg_stat_activity session USING (pid)
        WHERE lock.locktype = 'advisory' AND lock.granted AND lock.mode = 'ExclusiveLock'
          AND lock.classid = 0 AND lock.objid = {LogLock.Key} AND lock.objsubid = 1
          AND lock.database = (SELECT oid FROM pg_database WHERE datname = current_database())
          AND session.state = 'active' AND session.wait_event = 'ClientRead'
          AND session.state_change < clock_timestamp() - interval '5 seconds'
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_pollInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await EndFrozenAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The service stops.
        }
    }

    async Task EndFrozenAsync(CancellationToken stoppingToken)
    {
        try
        {
            await using var command = database.CreateCommand(End);
            if (await command.ExecuteScalarAsync(stoppingToken) is true)
                IngestionLog.FrozenAppendEnded(logger);
        }
        catch (NpgsqlException)
        {
            // Whoever appends meanwhile says that the database is away.
        }
    }
}
