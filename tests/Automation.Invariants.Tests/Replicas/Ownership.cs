using Automation.Testing;

namespace Automation.Invariants.Tests.Replicas;

/// <summary>Which replica owns which partitions of a follower, read from the locks that PostgreSQL holds for it.</summary>
sealed class Ownership(Suite suite, string service, Database database)
{
    public string Service => service;

    public Database Database => database;

    /// <summary>How many partitions each of the two replicas holds the lock of.</summary>
    public async Task<(int First, int Second)> SharesAsync()
    {
        var ports = await LocksAsync();
        return (CountOf(0, ports), CountOf(1, ports));
    }

    /// <summary>Waits for shares.</summary>
    /// <returns>How long it took.</returns>
    public async Task<TimeSpan> SharedAsync(int first, int second, TimeSpan? limit = null)
    {
        (int, int) found = default;
        return await Until.TrueAsync(
            $"the replicas of {service} own {first} and {second}",
            async () => (found = await SharesAsync()) == (first, second),
            limit,
            () => $"They own {found}.\n{suite[service].Log[^Math.Min(3_000, suite[service].Log.Length)..]}");
    }

    /// <summary>The partitions that a replica holds the lock of.</summary>
    public async Task<IReadOnlyList<int>> OfAsync(int replica)
    {
        var own = PortsOf(replica);
        return [.. (await LocksAsync()).Where(row => own.Contains(row.Port)).Select(row => row.Partition)];
    }

    /// <summary>Whether a replica stands in the middle of a batch: its transaction waits for a lock.</summary>
    public async Task<bool> IsInBatchAsync(int replica)
    {
        var own = PortsOf(replica);
        var waiting = await database.ListAsync(
            "SELECT client_port FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND client_port IS NOT NULL",
            row => row.GetInt32(0));
        return waiting.Any(own.Contains);
    }

    int CountOf(int replica, IReadOnlyList<(int Partition, int Port)> locks)
    {
        var own = PortsOf(replica);
        return locks.Count(row => own.Contains(row.Port));
    }

    HashSet<int> PortsOf(int replica) => Sockets.PortsOf(suite[service, replica].ProcessId, suite.Postgres.Port);

    // Partitions are the second keys 0 to 15 of a follower's two-key advisory locks; higher ones are replica slots.
    Task<List<(int Partition, int Port)>> LocksAsync() => database.ListAsync(
        """
        SELECT l.objid::int, a.client_port FROM pg_locks l JOIN pg_stat_activity a USING (pid)
        WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.objid < 16 AND a.datname = current_database()
        ORDER BY 1
        """,
        row => (row.GetInt32(0), row.GetInt32(1)));
}
