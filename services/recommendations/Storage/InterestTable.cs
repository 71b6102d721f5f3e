using Automation.Recommendations.Popularity;
using Npgsql;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Popularity.InterestKey, Automation.Recommendations.Popularity.Interest>;

namespace Automation.Recommendations.Storage;

/// <summary>
/// Table <c>interests</c>. A shopper's rows are written by the owner of the shopper's partition alone, so what is read in a
/// transaction holds until its end. One index and no other changes with a row: a later day is an update in place.
/// </summary>
sealed class InterestTable(NpgsqlDataSource database)
{
    // By number and not by key: what was asked for need not come back. Each by itself: there is but one way to plan that.
    static readonly string s_read =
        $"""
        SELECT s.number, {InterestColumns.Days.NamesOf("i")}
        FROM {InterestColumns.Key.Unnest()} WITH ORDINALITY AS s ({InterestColumns.Key.Names}, number)
        CROSS JOIN LATERAL (
            SELECT {InterestColumns.Days.Names} FROM interests
            WHERE ({InterestColumns.Key.Names}) = ({InterestColumns.Key.NamesOf("s")}) LIMIT 1) i
        """;

    // A plain insert asks the index once, one with ON CONFLICT twice.
    static readonly string s_insert = InterestColumns.All.Insert;

    static readonly string s_update =
        $"""
        UPDATE interests i SET {InterestColumns.Changed.SetFrom("n")} FROM {InterestColumns.All.Unnest()} AS n ({InterestColumns.All.Names})
        WHERE ({InterestColumns.Key.NamesOf("i")}) = ({InterestColumns.Key.NamesOf("n")})
        """;

    /// <summary>Reads what is known of some; the answer goes to <see cref="ReadFormerAsync"/>.</summary>
    public static NpgsqlBatchCommand ReadCommand(IReadOnlyCollection<Row> said)
    {
        var command = new NpgsqlBatchCommand(s_read);
        InterestColumns.Key.AddArrays(command.Parameters, said);
        return command;
    }

    /// <summary>What is known of each, in their order; of those that nothing is known of, the default.</summary>
    public static async Task<Interest[]> ReadFormerAsync(NpgsqlDataReader reader, int count, CancellationToken cancellationToken)
    {
        var former = new Interest[count];
        var row = InterestColumns.Days.Of(reader, first: 1);
        while (await reader.ReadAsync(cancellationToken))
        {
            former[reader.GetInt64(0) - 1] =
                new(row.Get(InterestColumns.Viewed), row.Get(InterestColumns.Added), row.Get(InterestColumns.Ordered));
        }
        return former;
    }

    /// <summary>Puts rows of which the transaction has read that they are not there.</summary>
    public static NpgsqlBatchCommand InsertCommand(IReadOnlyCollection<Row> rows) => Write(s_insert, rows);

    /// <summary>Puts rows in place of those that the transaction has read.</summary>
    public static NpgsqlBatchCommand UpdateCommand(IReadOnlyCollection<Row> rows) => Write(s_update, rows);

    static NpgsqlBatchCommand Write(string sql, IReadOnlyCollection<Row> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        InterestColumns.All.AddArrays(command.Parameters, rows);
        return command;
    }

    /// <summary>Drops some of what was last wanted before a day; passes by what a follower is writing.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(DateOnly before, int portion, CancellationToken cancellationToken)
    {
        // No index by day: each event would keep it up, for a look now and then.
        await using var command = database.CreateCommand(
            """
            DELETE FROM interests WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM interests WHERE last_day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
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
}
