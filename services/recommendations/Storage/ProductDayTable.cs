using System.Numerics;
using Automation.Recommendations.Popularity;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>Table <c>product_days</c>.</summary>
sealed class ProductDayTable(NpgsqlDataSource database) : IProductRanking
{
    static readonly string s_add =
        $"""
        INSERT INTO product_days AS d ({ProductDayColumns.All.Names})
        SELECT * FROM {ProductDayColumns.All.Unnest()} AS n ({ProductDayColumns.All.Names})
        ORDER BY n.shop_id COLLATE "C", n.day, n.product_id COLLATE "C"
        ON CONFLICT (shop_id, day, product_id) DO UPDATE SET {ProductDayColumns.SetSums}
        """;

    static readonly string s_rank =
        $"""
        SELECT {ProductColumns.Known.NamesOf("p")}, ranked.score FROM (
            SELECT d.product_id, sum((d.views * {PopularityScore.ViewWeight} + d.adds * {PopularityScore.AddWeight}
                + d.orders * {PopularityScore.OrderWeight})::numeric * w.weight) AS score
            FROM unnest($2, $3) AS w (day, weight)
            JOIN product_days d ON d.shop_id = $1 AND d.day = w.day
            GROUP BY d.product_id) ranked
        JOIN products p ON p.shop_id = $1 AND p.product_id = ranked.product_id
        -- Not what only shoppers' events told of: anybody can send those.
        WHERE p.catalog_sellable AND ranked.score > 0 AND NOT ranked.product_id = ANY($4)
        ORDER BY ranked.score DESC, ranked.product_id
        LIMIT $5
        """;

    public static NpgsqlBatchCommand AddCommand(IReadOnlyDictionary<DayKey, DayCounts> days)
    {
        var command = new NpgsqlBatchCommand(s_add);
        ProductDayColumns.All.AddArrays(command.Parameters, days);
        return command;
    }

    /// <summary>Drops some of the days before one; passes by what a follower is writing.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(DateOnly before, int portion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            DELETE FROM product_days WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM product_days WHERE day < $1 LIMIT $2 FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<RankedProduct>> RankAsync(
        string shopId, DateOnly today, IReadOnlyCollection<string> excluded, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(s_rank);
        // One day beyond today, for what another machine's clock logged ahead of ours.
        var daysAgo = Enumerable.Range(-1, PopularityScore.Days + 1).ToList();
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = daysAgo.ConvertAll(ago => today.AddDays(-ago)).ToArray() });
        command.Parameters.Add(new() { Value = daysAgo.ConvertAll(PopularityScore.DayWeight).ToArray() });
        command.Parameters.Add(new() { Value = excluded.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = count });
        var ranking = new List<RankedProduct>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = ProductColumns.Known.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            var score = (Int128)reader.GetFieldValue<BigInteger>(ProductColumns.Known.Count);
            ranking.Add(new RankedProduct(row.Get(ProductColumns.ProductId), ProductTable.Read(row), score));
        }
        return ranking;
    }
}
