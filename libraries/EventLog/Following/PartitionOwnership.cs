using System.IO.Hashing;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Automation.EventLog.Following;

/// <summary>
/// One session that holds the advisory locks of this replica's partitions, and of its slot among the replicas.
/// When the process dies the locks are free at once; when it is frozen PostgreSQL ends the session after
/// <see cref="FollowerOptions.SessionTimeout"/> without a heartbeat.
/// </summary>
sealed class PartitionOwnership(string follower, NpgsqlDataSource database, FollowerOptions options, ILogger logger)
    : IAsyncDisposable
{
    // Replica slots are locks (follower, 1000 + n); partitions are (follower, p).
    const int FirstSlot = 1000;
    const int Slots = 64;

    /// <summary>Whether partition $2 of class $3 is locked by session $4.</summary>
    public const string IsLocked = """
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = $3::oid AND objid = $2::int8::oid AND pid = $4
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """;

    readonly int _class = (int)XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(follower));
    NpgsqlConnection? _session;
    volatile int _sessionId;
    int _slot = -1;

    /// <summary>The first key of this follower's locks, as pg_locks shows it.</summary>
    public long LockClass => (uint)_class;

    /// <summary>PostgreSQL's process id of the session; 0 while there is none.</summary>
    public int SessionId => _sessionId;

    /// <summary>Shows that the replica lives, and answers how many partitions are its fair share.</summary>
    /// <exception cref="NpgsqlException">The session is gone, and with it every partition.</exception>
    public async Task<int> HeartbeatAsync(CancellationToken cancellationToken)
    {
        _session ??= await OpenAsync(cancellationToken);
        if (_slot < 0)
            _slot = await TakeSlotAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            """
            SELECT objid::int FROM pg_locks
            WHERE locktype = 'advisory' AND granted AND objsubid = 2 AND classid = $1::int8::oid AND objid >= $2::int8::oid
              AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            ORDER BY objid
            """,
            _session)
        {
            Parameters = { new() { Value = LockClass }, new() { Value = (long)FirstSlot } },
        };
        var slots = new List<int>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            slots.Add(reader.GetInt32(0));
        return FairShare(slots.Count, slots.IndexOf(_slot));
    }

    /// <summary>Tries for a partition's lock.</summary>
    public async Task<bool> TryLockAsync(int partition, CancellationToken cancellationToken) =>
        await TryLockKeyAsync(partition, cancellationToken);

    /// <summary>Gives a partition's lock back.</summary>
    public async Task UnlockAsync(int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1, $2)", _session)
        {
            Parameters = { new() { Value = _class }, new() { Value = partition } },
        };
        await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>How many of the partitions the replica with this rank takes.</summary>
    internal static int FairShare(int replicas, int rank) =>
        rank < 0 ? 0 : Partitions.Count / replicas + (rank < Partitions.Count % replicas ? 1 : 0);

    public async ValueTask DisposeAsync()
    {
        _slot = -1;
        _sessionId = 0;
        var session = _session;
        _session = null;
        if (session is not null)
            await session.DisposeAsync();
    }

    async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        // Not pooled: a pooled connection would come back to life with its locks gone unnoticed.
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = (int)Math.Ceiling(options.SessionTimeout.TotalSeconds),
            Options = $"-c idle_session_timeout={(int)options.SessionTimeout.TotalMilliseconds}",
            ApplicationName = $"{follower} owner",
        };
        var session = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await session.OpenAsync(cancellationToken);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
        _sessionId = session.ProcessID;
        FollowingLog.SessionOpened(logger, follower);
        return session;
    }

    async Task<int> TakeSlotAsync(CancellationToken cancellationToken)
    {
        for (var slot = FirstSlot; slot < FirstSlot + Slots; slot++)
        {
            if (await TryLockKeyAsync(slot, cancellationToken))
                return slot;
        }
        throw new InvalidOperationException($"Follower '{follower}' has {Slots} replicas already; stop one before starting another.");
    }

    async Task<bool> TryLockKeyAsync(int key, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT pg_try_advisory_lock($1, $2)", _session)
        {
            Parameters = { new() { Value = _class }, new() { Value = key } },
        };
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
