using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Timers;
using Npgsql;
using NpgsqlTypes;

namespace Automation.WorkflowEngine.Storage;

/// <summary>What a batch reads: always for all of its shoppers at once.</summary>
static class BatchReads
{
    // Runs are forgotten one day, but not that there was one where it keeps others out for ever.
    const string EverEntered = """
        (SELECT shop_id, shopper_id, workflow_id, run_key, enter_time, end_time FROM runs
         UNION ALL SELECT shop_id, shopper_id, workflow_id, run_key, enter_time, end_time FROM past_entries)
        """;

    /// <summary>Everybody of a partition who has a run that goes on.</summary>
    public static async Task<HashSet<(string ShopId, Guid ShopperId)>> OpenShoppersAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT DISTINCT shop_id, shopper_id FROM runs WHERE partition = $1 AND end_time IS NULL", connection)
        {
            Parameters = { new() { Value = (short)partition } },
        };
        var shoppers = new HashSet<(string, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            shoppers.Add((string.Intern(reader.GetString(0)), reader.GetGuid(1)));
        return shoppers;
    }

    /// <summary>The earliest timers of a partition, in the order of a <see cref="TimerWindow"/>.</summary>
    public static async Task<List<Timers.Timer>> TimersAsync(
        NpgsqlConnection connection, int partition, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT due_time, run_id, shop_id, shopper_id FROM timers WHERE partition = $1 AND NOT held ORDER BY due_time, run_id LIMIT $2", connection)
        {
            Parameters = { new() { Value = (short)partition }, new() { Value = count } },
        };
        var timers = new List<Timers.Timer>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            timers.Add(new Timers.Timer(
                reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1), string.Intern(reader.GetString(2)), reader.GetGuid(3)));
        }
        return timers;
    }

    /// <summary>The runs of some shoppers that go on.</summary>
    public static async Task<List<ShopperRun>> OpenRunsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<(string ShopId, Guid ShopperId)> shoppers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {RunRows.Columns}
            FROM unnest($1, $2) AS w (shop_id, shopper_id)
            JOIN runs r USING (shop_id, shopper_id)
            LEFT JOIN timers t USING (run_id)
            WHERE r.end_time IS NULL
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
            },
        };
        var runs = new List<ShopperRun>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(RunRows.Read(reader));
        return runs;
    }

    /// <summary>Some runs that are over.</summary>
    public static async Task<List<ShopperRun>> EndedRunsAsync(
        NpgsqlConnection connection, IReadOnlyCollection<Guid> runIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {RunRows.Columns} FROM runs r LEFT JOIN timers t USING (run_id) WHERE r.run_id = ANY($1) AND r.end_time IS NOT NULL", connection)
        {
            Parameters = { new() { Value = runIds.ToArray() } },
        };
        var runs = new List<ShopperRun>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            runs.Add(RunRows.Read(reader));
        return runs;
    }

    /// <summary>When runs of some shoppers began, as far back as limits reach.</summary>
    public static async Task<RecentEntries> EntriesAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<(string ShopId, Guid ShopperId)> shoppers,
        DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT r.shop_id, r.shopper_id, r.workflow_id, r.enter_time
            FROM unnest($1, $2) AS w (shop_id, shopper_id)
            JOIN runs r USING (shop_id, shopper_id)
            WHERE r.enter_time > $3
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
                new() { Value = since, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        var entries = new RecentEntries();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(reader.GetString(0), reader.GetGuid(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3));
        return entries;
    }

    /// <summary>When each key of some shoppers last came in and went out, as far back as cooldowns reach.</summary>
    public static async Task<Dictionary<EntryKey, LastRun>> LastRunsAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<(string ShopId, Guid ShopperId)> shoppers,
        DateTimeOffset since,
        CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT r.shop_id, r.shopper_id, r.workflow_id, r.run_key, max(r.enter_time), max(r.end_time)
            FROM unnest($1, $2) AS w (shop_id, shopper_id)
            JOIN {(since == DateTimeOffset.MinValue ? EverEntered : "runs")} r USING (shop_id, shopper_id)
            WHERE r.enter_time > $3 OR r.end_time > $3
            GROUP BY r.shop_id, r.shopper_id, r.workflow_id, r.run_key
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
                new() { Value = since, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        };
        var runs = new Dictionary<EntryKey, LastRun>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            runs[new EntryKey(reader.GetString(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3))] = new LastRun(
                reader.GetFieldValue<DateTimeOffset>(4),
                await reader.IsDBNullAsync(5, cancellationToken) ? null : reader.GetFieldValue<DateTimeOffset>(5));
        }
        return runs;
    }
}
