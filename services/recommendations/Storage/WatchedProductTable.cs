using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Npgsql;

namespace Automation.Recommendations.Storage;

/// <summary>
/// Table <c>watched_products</c>. A row is written by the owner of the product's partition, and by who releases a held wave: rows are read
/// under their locks, in order, since they are written back whole.
/// </summary>
static class WatchedProductTable
{
    static readonly string s_read =
        $"""
        SELECT {WatchedProductColumns.All.NamesOf("w")} FROM {WatchedProductColumns.Key.Unnest()} AS s ({WatchedProductColumns.Key.Names})
        CROSS JOIN LATERAL (
            SELECT {WatchedProductColumns.All.Names} FROM watched_products
            WHERE ({WatchedProductColumns.Key.Names}) = ({WatchedProductColumns.Key.NamesOf("s")}) LIMIT 1 FOR UPDATE) w
        """;

    static readonly string s_write =
        $"""
        {WatchedProductColumns.All.Insert}
        ON CONFLICT (shop_id, product_id) DO UPDATE SET {WatchedProductColumns.Changed.SetFrom("excluded")}
        """;

    static readonly string s_due =
        $"""
        SELECT {WatchedProductColumns.All.Names} FROM watched_products
        WHERE partition = $1 AND next_wave_time <= $2 ORDER BY next_wave_time, shop_id, product_id LIMIT $3 FOR UPDATE
        """;

    /// <summary>Reads and locks what was known of some; the answer goes to <see cref="ReadRowsAsync"/>.</summary>
    public static NpgsqlBatchCommand ReadCommand(IReadOnlyCollection<ProductKey> keys)
    {
        var command = new NpgsqlBatchCommand(s_read);
        var ordered = keys.OrderBy(key => key.ShopId, StringComparer.Ordinal).ThenBy(key => key.ProductId, StringComparer.Ordinal);
        WatchedProductColumns.Key.AddArrays(command.Parameters, [.. ordered.Select(key => KeyValuePair.Create(key, default(WatchedProduct)!))]);
        return command;
    }

    public static async Task<Dictionary<ProductKey, WatchedProduct>> ReadRowsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var known = new Dictionary<ProductKey, WatchedProduct>();
        var row = WatchedProductColumns.All.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (key, product) = WatchedProductColumns.Read(row);
            known[key] = product;
        }
        return known;
    }

    public static NpgsqlBatchCommand WriteCommand(IReadOnlyDictionary<ProductKey, WatchedProduct> changed)
    {
        var command = new NpgsqlBatchCommand(s_write);
        WatchedProductColumns.All.AddArrays(command.Parameters, changed);
        return command;
    }

    /// <summary>Products of a partition of which the next people are to be told by an instant, locked; the earliest first.</summary>
    public static async Task<Dictionary<ProductKey, WatchedProduct>> ReadDueAsync(
        NpgsqlConnection connection, int partition, DateTimeOffset until, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_due, connection)
        {
            Parameters = { new() { Value = (short)partition }, new() { Value = until }, new() { Value = count } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadRowsAsync(reader, cancellationToken);
    }

    /// <summary>When the next people of a partition's products are to be told; null: nobody is.</summary>
    public static async Task<DateTimeOffset?> NextWaveTimeAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT min(next_wave_time) FROM watched_products WHERE partition = $1", connection)
        {
            Parameters = { new() { Value = (short)partition } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && !await reader.IsDBNullAsync(0, cancellationToken)
            ? reader.GetFieldValue<DateTimeOffset>(0)
            : null;
    }
}
