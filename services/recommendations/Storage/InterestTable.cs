using Automation.Recommendations.Popularity;
using Npgsql;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Popularity.InterestKey, Automation.Recommendations.Popularity.Interest>;

namespace Automation.Recommendations.Storage;

/// <summary>
/// Table <c>interests</c>. A shopper's rows are written by the owner of the shopper's partition alone, so what is read in a
/// transaction holds until its end.
/// </summary>
sealed class InterestTable(NpgsqlDataSource database)
{
    // More than a batch brings in on the mean, few enough for nobody to wait.
    const int PrunedAtOnce = 2_000;

    static readonly string s_read =
        $"""
        SELECT {InterestColumns.Days.NamesOf("i")} FROM {InterestColumns.Key.Unnest()} AS s ({InterestColumns.Key.Names})
        JOIN interests i USING ({InterestColumns.Key.Names})
        """;

    static readonly string s_write =
        $"""
        INSERT INTO interests AS i ({InterestColumns.All.Names}) SELECT * FROM {InterestColumns.All.Unnest()}
        ON CONFLICT ({InterestColumns.Key.Names}) DO UPDATE SET {InterestColumns.SetDays}
        """;

    /// <summary>Adds what was said; the later day holds. What changes nothing is not written.</summary>
    /// <returns>What the counts of days change by.</returns>
    public static async Task<Dictionary<DayKey, DayCounts>> MergeAsync(
        NpgsqlTransaction transaction, IReadOnlyDictionary<InterestKey, Interest> said, CancellationToken cancellationToken)
    {
        if (said.Count == 0)
            return [];
        var former = await ReadAsync(transaction, said, cancellationToken);
        var changed = new List<Row>();
        foreach (var (key, next) in said)
        {
            var before = former.GetValueOrDefault(key);
            if (before.With(next) is var after && after != before)
                changed.Add(new(key, after));
        }
        if (changed.Count > 0)
        {
            await using var command = new NpgsqlCommand(s_write, transaction.Connection, transaction);
            InterestColumns.All.AddArrays(command.Parameters, changed);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        return DistinctShoppers.Changes(former, said);
    }

    /// <summary>
    /// Drops some of what was last wanted before a day. Call it last in a transaction: others' rows are among them, and whoever
    /// waits for those then waits for a commit only.
    /// </summary>
    public static async Task PruneAsync(NpgsqlTransaction transaction, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            DELETE FROM interests WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM interests WHERE last_day < $1 ORDER BY last_day LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
            transaction.Connection, transaction)
        {
            Parameters = { new() { Value = day }, new() { Value = PrunedAtOnce } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What a shopper ordered, as far back as interests are kept; the latest first.</summary>
    public async Task<List<string>> OrderedAsync(string shopId, Guid shopperId, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT product_id FROM interests WHERE shop_id = $1 AND shopper_id = $2 AND ordered_day IS NOT NULL
            ORDER BY ordered_day DESC, product_id LIMIT $3
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperId });
        command.Parameters.Add(new() { Value = count });
        var ordered = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            ordered.Add(reader.GetString(0));
        return ordered;
    }

    static async Task<Dictionary<InterestKey, Interest>> ReadAsync(
        NpgsqlTransaction transaction, IReadOnlyDictionary<InterestKey, Interest> said, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_read, transaction.Connection, transaction);
        InterestColumns.Key.AddArrays(command.Parameters, said);
        var known = new Dictionary<InterestKey, Interest>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = InterestColumns.Days.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            known[new(row.Get(InterestColumns.ShopId), row.Get(InterestColumns.ShopperId), row.Get(InterestColumns.ProductId))] =
                new(row.Get(InterestColumns.Viewed), row.Get(InterestColumns.Added), row.Get(InterestColumns.Ordered));
        }
        return known;
    }
}
