using System.Numerics;
using Automation.Recommendations.Catalog;
using Automation.Recommendations.Popularity;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>Table <c>product_days</c>.</summary>
sealed class ProductDayTable(NpgsqlDataSource database)
{
    public static async Task AddAsync(
        NpgsqlTransaction transaction, IReadOnlyDictionary<DayKey, DayCounts> days, CancellationToken cancellationToken)
    {
        if (days.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO product_days AS d (shop_id, day, product_id, views, adds, orders)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6) AS n (shop_id, day, product_id)
            ORDER BY n.shop_id COLLATE "C", n.day, n.product_id COLLATE "C"
            ON CONFLICT (shop_id, day, product_id) DO UPDATE SET
                views = d.views + excluded.views, adds = d.adds + excluded.adds, orders = d.orders + excluded.orders
            """,
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = days.Keys.Select(key => key.ShopId).ToArray() },
                new() { Value = days.Keys.Select(key => key.Day).ToArray() },
                new() { Value = days.Keys.Select(key => key.ProductId).ToArray() },
                new() { Value = days.Values.Select(counts => counts.Views).ToArray() },
                new() { Value = days.Values.Select(counts => counts.Adds).ToArray() },
                new() { Value = days.Values.Select(counts => counts.Orders).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Drops a shop's days before one.</summary>
    public static async Task DropBeforeAsync(
        NpgsqlTransaction transaction, string shopId, DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM product_days WHERE shop_id = $1 AND day < $2", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = shopId }, new() { Value = day } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>A shop's most popular products that can be shown to shoppers, by <see cref="PopularityScore"/>, ties by product id.</summary>
    public async Task<IReadOnlyList<RankedProduct>> RankAsync(
        string shopId, DateOnly today, IReadOnlyCollection<string> excluded, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT {ProductTable.Columns}, ranked.score FROM (
                SELECT d.product_id, sum((d.views * {PopularityScore.ViewWeight} + d.adds * {PopularityScore.AddWeight}
                    + d.orders * {PopularityScore.OrderWeight})::numeric * w.weight) AS score
                FROM unnest($2, $3) AS w (day, weight)
                JOIN product_days d ON d.shop_id = $1 AND d.day = w.day
                GROUP BY d.product_id) ranked
            JOIN products p ON p.shop_id = $1 AND p.product_id = ranked.product_id
            WHERE NOT ranked.product_id = ANY($4)
                AND CASE WHEN p.catalog_stamp IS NULL THEN p.title IS NOT NULL AND p.price IS NOT NULL ELSE p.catalog_sellable END
            ORDER BY ranked.score DESC, ranked.product_id
            LIMIT $5
            """);
        // One day beyond today, for what another machine's clock logged ahead of ours.
        var daysAgo = Enumerable.Range(-1, PopularityScore.Days + 1).ToList();
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = daysAgo.ConvertAll(ago => today.AddDays(-ago)).ToArray() });
        command.Parameters.Add(new() { Value = daysAgo.ConvertAll(PopularityScore.DayWeight).ToArray() });
        command.Parameters.Add(new() { Value = excluded.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = count });
        var ranking = new List<RankedProduct>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var score = (Int128)reader.GetFieldValue<BigInteger>(reader.FieldCount - 1);
            ranking.Add(new RankedProduct(reader.GetString(0), ProductTable.Read(reader), score));
        }
        return ranking;
    }
}

/// <summary>A product with its popularity.</summary>
sealed record RankedProduct(string ProductId, KnownProduct Product, Int128 Score);
