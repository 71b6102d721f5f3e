using Automation.Recommendations.Offers;
using Automation.Recommendations.Popularity;
using Automation.ServiceDefaults.Database.Columns;
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
        SELECT s.number, {InterestColumns.Known.NamesOf("i")}
        FROM {InterestColumns.Key.Unnest()} WITH ORDINALITY AS s ({InterestColumns.Key.Names}, number)
        CROSS JOIN LATERAL (
            SELECT {InterestColumns.Known.Names} FROM interests
            WHERE ({InterestColumns.Key.Names}) = ({InterestColumns.Key.NamesOf("s")}) LIMIT 1) i
        """;

    // A plain insert asks the index once, one with ON CONFLICT twice.
    static readonly string s_insert = InterestColumns.All.Insert;

    static readonly string s_update =
        $"""
        UPDATE interests i SET {InterestColumns.Known.SetFrom("n")} FROM {InterestColumns.All.Unnest()} AS n ({InterestColumns.All.Names})
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
        var row = InterestColumns.Known.Of(reader, first: 1);
        while (await reader.ReadAsync(cancellationToken))
            former[reader.GetInt64(0) - 1] = Read(row);
        return former;
    }

    /// <summary>Reads an interest from a row of <see cref="InterestColumns.Known"/>.</summary>
    public static Interest Read(ColumnReader<Row> row) =>
        new(row.Get(InterestColumns.Viewed), row.Get(InterestColumns.Added), row.Get(InterestColumns.Ordered))
        {
            ViewedBefore = row.Get(InterestColumns.ViewedBefore),
            InCart = row.Get(InterestColumns.InCart),
            Wished = row.Get(InterestColumns.Wished),
            Seen = row.Get(InterestColumns.SeenMicros) is { } micros
                ? new(new(micros, row.Get(InterestColumns.SeenCurrency)!), row.Get(InterestColumns.SeenTime)!.Value)
                : null,
        };

    /// <summary>Puts rows of which the transaction has read that they are not there.</summary>
    public static NpgsqlBatchCommand InsertCommand(IReadOnlyCollection<Row> rows) => Write(s_insert, rows);

    /// <summary>Puts rows in place of those that the transaction has read.</summary>
    public static NpgsqlBatchCommand UpdateCommand(IReadOnlyCollection<Row> rows) => Write(s_update, rows);

    /// <summary>Notes of shoppers of a partition which prices they are told.</summary>
    public static NpgsqlBatchCommand TellCommand(
        int partition, string shopId, IReadOnlyCollection<(Guid ShopperId, ToldPrice Told, DateOnly Day)> told) => new(
        """
        UPDATE interests i SET told_day = t.day, told_micros = t.micros FROM unnest($3, $4, $5, $6) AS t (product_id, shopper_id, day, micros)
        WHERE i.partition = $1 AND i.shop_id = $2 AND i.product_id = t.product_id AND i.shopper_id = t.shopper_id
        """)
    {
        Parameters =
        {
            new() { Value = (short)partition },
            new() { Value = shopId },
            new() { Value = told.Select(each => each.Told.ProductId).ToArray() },
            new() { Value = told.Select(each => each.ShopperId).ToArray() },
            new() { Value = told.Select(each => each.Day).ToArray() },
            new() { Value = told.Select(each => each.Told.Now.Micros).ToArray() },
        },
    };

    static NpgsqlBatchCommand Write(string sql, IReadOnlyCollection<Row> rows)
    {
        var command = new NpgsqlBatchCommand(sql);
        InterestColumns.All.AddArrays(command.Parameters, rows);
        return command;
    }

    /// <summary>Drops some of what no longer counts on a day; passes by what a follower is writing.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(DateOnly day, int portion, CancellationToken cancellationToken)
    {
        // No index by day: each event would keep it up, for a look now and then.
        await using var command = database.CreateCommand(
            """
            DELETE FROM interests WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM interests WHERE kept_until_day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new() { Value = day });
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
