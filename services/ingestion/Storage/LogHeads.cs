using Automation.EventLog.Incarnations;
using Automation.ServiceDefaults.Clocks;
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
/// awaited: it may have read its time before that. Callers who come while a read is under way share the next one.
/// </summary>
sealed class LogHeads(NpgsqlDataSource database, [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
{
    readonly Lock _gate = new();
    Task<HeadsAt>? _next;
    Task _current = Task.CompletedTask;

    public Task<HeadsAt> ReadAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _next ??= ReadAfterAsync(_current);
            return _next.WaitAsync(cancellationToken);
        }
    }

    async Task<HeadsAt> ReadAfterAsync(Task current)
    {
        await Task.Yield();
        await current.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            // From here on it may read what came before a caller: later ones need a read of their own.
            _current = _next!;
            _next = null;
        }
        return await ReadNowAsync();
    }

    async Task<HeadsAt> ReadNowAsync()
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            // Each statement is a transaction: the instant is committed before the append in flight is awaited, and
            // the lock is held for no longer than the wait.
            EnableErrorBarriers = true,
            BatchCommands =
            {
                new("UPDATE reported_time SET as_of_time = $1 WHERE only_row AND as_of_time < $1")
                {
                    Parameters = { new() { Value = shopClock.GetUtcNow().ToStoredPrecision() } },
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
