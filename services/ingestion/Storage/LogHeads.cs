using Automation.EventLog.Incarnations;
using Automation.ServiceDefaults;
using Automation.ServiceDefaults.Database;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>The heads at an instant of the shop clock.</summary>
/// <param name="Sequences">Last sequence of each partition.</param>
/// <param name="AsOfTime">Everything logged later has a log time at or after it.</param>
/// <param name="Incarnation">Which log it is, read with the sequences.</param>
sealed record HeadsAt(long[] Sequences, DateTimeOffset AsOfTime, string Incarnation);

/// <summary>
/// Reads the heads truthfully. The instant that is answered is stored first; appends take it as the floor of their
/// log time, so that no clock, stepped back or of another replica, can log before it. Then the append in flight is
/// awaited: it may have read its time before that. A promise binds every replica, so no clock makes one that is far ahead
/// of the database's. Callers who come while a read is under way share the next one.
/// </summary>
sealed class LogHeads
{
    readonly NpgsqlDataSource _database;
    readonly LogClock _clock;
    readonly SharedRead<HeadsAt> _read;

    public LogHeads([FromKeyedServices(DatabasePools.Work)] NpgsqlDataSource database, LogClock clock, TimeProvider time)
    {
        (_database, _clock) = (database, clock);
        _read = new SharedRead<HeadsAt>(ReadNowAsync, TimeSpan.Zero, time);
    }

    public Task<HeadsAt> ReadAsync(CancellationToken cancellationToken) => _read.ReadAsync(cancellationToken);

    async Task<HeadsAt> ReadNowAsync()
    {
        await using var connection = await _database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            // Each statement is a transaction: the instant is committed before the append in flight is awaited, and
            // the lock is held for no longer than the wait.
            EnableErrorBarriers = true,
            BatchCommands =
            {
                new(
                    """
                    UPDATE reported_time SET as_of_time = promised.instant
                    FROM (SELECT CASE WHEN $2 THEN least($1, clock_timestamp() + $3) ELSE $1 END) AS promised (instant)
                    WHERE only_row AND as_of_time < promised.instant
                    """)
                {
                    Parameters = { new() { Value = _clock.Now }, new() { Value = _clock.IsBounded }, new() { Value = _clock.Tolerance } },
                },
                new("SELECT as_of_time FROM reported_time WHERE only_row"),
                new(LogLock.Shared),
                new($"SELECT sequence, {LogIdentity.Incarnation} FROM heads ORDER BY partition"),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.ReadAsync();
        var asOf = reader.GetFieldValue<DateTimeOffset>(0);
        await reader.NextResultAsync();
        await reader.NextResultAsync();
        var sequences = new List<long>();
        var incarnation = "";
        while (await reader.ReadAsync())
        {
            sequences.Add(reader.GetInt64(0));
            incarnation = reader.GetString(1);
        }
        return new HeadsAt([.. sequences], asOf, incarnation);
    }
}
