using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Automation.ServiceDefaults.Database.Columns;
using Npgsql;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Catalog.ProductKey, Automation.Recommendations.Catalog.KnownProduct>;

namespace Automation.Recommendations.Storage;

/// <summary>Table <c>products</c>.</summary>
sealed class ProductTable(NpgsqlDataSource database) : IProducts
{
    static readonly string s_merge =
        $"""
        INSERT INTO products AS p ({ProductColumns.All.Names})
        SELECT * FROM {ProductColumns.All.Unnest()} AS s ({ProductColumns.All.Names})
        ORDER BY s.shop_id COLLATE "C", s.product_id COLLATE "C"
        ON CONFLICT (shop_id, product_id) DO UPDATE SET {ProductColumns.SetLatest}
        -- Where the shop has spoken, what shoppers' events say is of no use: no new row version.
        WHERE p.catalog_stamp IS NULL OR excluded.catalog_stamp IS NOT NULL
        """;

    static readonly string s_read =
        $"SELECT {ProductColumns.Known.NamesOf("p")} FROM products p WHERE p.shop_id = $1 AND p.product_id = ANY($2)";

    /// <summary>
    /// Adds what was said to what is known; the later word holds. One statement, in the order of the key, so that
    /// replicas that meet on the same products wait for and do not block each other.
    /// </summary>
    public static NpgsqlBatchCommand MergeCommand(IReadOnlyDictionary<ProductKey, KnownProduct> said)
    {
        var command = new NpgsqlBatchCommand(s_merge);
        ProductColumns.All.AddArrays(command.Parameters, said);
        return command;
    }

    public async Task<Dictionary<string, KnownProduct>> ReadAsync(
        string shopId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(s_read);
        return await ReadAsync(command, shopId, productIds, cancellationToken);
    }

    /// <summary>The same in an open transaction.</summary>
    public static async Task<Dictionary<string, KnownProduct>> ReadAsync(
        NpgsqlConnection connection, string shopId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_read, connection);
        return await ReadAsync(command, shopId, productIds, cancellationToken);
    }

    static async Task<Dictionary<string, KnownProduct>> ReadAsync(
        NpgsqlCommand command, string shopId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = productIds.ToArray() });
        var products = new Dictionary<string, KnownProduct>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = ProductColumns.Known.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
            products[row.Get(ProductColumns.ProductId)] = Read(row);
        return products;
    }

    /// <summary>Reads a product from a row of <see cref="ProductColumns.Known"/>.</summary>
    public static KnownProduct Read(ColumnReader<Row> row)
    {
        return new KnownProduct
        {
            Catalog = StampOf(ProductColumns.CatalogStamp) is { } stamp
                ? new(row.Get(ProductColumns.Catalog) is { } catalog ? Product.Parser.ParseFrom(catalog) : null, stamp)
                : null,
            Title = Text(ProductColumns.Title),
            Price = StampOf(ProductColumns.Price.Stamp) is { } priceStamp
                ? new(Money.Parser.ParseFrom(row.Get(ProductColumns.Price.Value)), priceStamp)
                : null,
            ImageUrl = Text(ProductColumns.ImageUrl),
            ProductUrl = Text(ProductColumns.ProductUrl),
        };

        Stamped<string>? Text(ProductColumns.StampedColumns<string?> column) =>
            StampOf(column.Stamp) is { } stamp ? new(row.Get(column.Value)!, stamp) : null;

        Stamp? StampOf(Column<Row, byte[]?> column) => row.Get(column) is { } bytes ? Stamp.FromBytes(bytes) : null;
    }
}
