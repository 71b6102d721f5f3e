using Automation.Commerce.V1;
using Automation.Recommendations.Catalog;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>Table <c>products</c>.</summary>
sealed class ProductTable(NpgsqlDataSource database)
{
    /// <summary>What <see cref="Read"/> reads, of <c>products p</c>.</summary>
    public const string Columns =
        "p.product_id, p.catalog, p.catalog_stamp, p.title, p.title_stamp, p.price, p.price_stamp, "
        + "p.image_url, p.image_url_stamp, p.product_url, p.product_url_stamp";

    /// <summary>
    /// Adds what was said to what is known; the later word holds. One statement and round trip, in the order of the key, so that
    /// replicas that meet on the same products wait for and do not block each other.
    /// </summary>
    public static async Task MergeAsync(
        NpgsqlTransaction transaction, IReadOnlyDictionary<ProductKey, KnownProduct> said, CancellationToken cancellationToken)
    {
        if (said.Count == 0)
            return;
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO products AS p (
                shop_id, product_id, catalog, catalog_sellable, catalog_stamp, title, title_stamp,
                price, price_stamp, image_url, image_url_stamp, product_url, product_url_stamp)
            SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS s (shop_id, product_id)
            ORDER BY s.shop_id COLLATE "C", s.product_id COLLATE "C"
            ON CONFLICT (shop_id, product_id) DO UPDATE SET
                catalog = CASE WHEN excluded.catalog_stamp > coalesce(p.catalog_stamp, '') THEN excluded.catalog ELSE p.catalog END,
                catalog_sellable = CASE WHEN excluded.catalog_stamp > coalesce(p.catalog_stamp, '')
                    THEN excluded.catalog_sellable ELSE p.catalog_sellable END,
                catalog_stamp = greatest(excluded.catalog_stamp, p.catalog_stamp),
                title = CASE WHEN excluded.title_stamp > coalesce(p.title_stamp, '') THEN excluded.title ELSE p.title END,
                title_stamp = greatest(excluded.title_stamp, p.title_stamp),
                price = CASE WHEN excluded.price_stamp > coalesce(p.price_stamp, '') THEN excluded.price ELSE p.price END,
                price_stamp = greatest(excluded.price_stamp, p.price_stamp),
                image_url = CASE WHEN excluded.image_url_stamp > coalesce(p.image_url_stamp, '')
                    THEN excluded.image_url ELSE p.image_url END,
                image_url_stamp = greatest(excluded.image_url_stamp, p.image_url_stamp),
                product_url = CASE WHEN excluded.product_url_stamp > coalesce(p.product_url_stamp, '')
                    THEN excluded.product_url ELSE p.product_url END,
                product_url_stamp = greatest(excluded.product_url_stamp, p.product_url_stamp)
            -- Where the shop has spoken, what shoppers' events say is of no use: no new row version.
            WHERE p.catalog_stamp IS NULL OR excluded.catalog_stamp IS NOT NULL
            """,
            transaction.Connection, transaction);
        var rows = said.ToList();
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Key.ShopId).ToArray() });
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => row.Key.ProductId).ToArray() });
        AddBytes(row => row.Catalog?.Value?.ToByteArray());
        command.Parameters.Add(new() { Value = rows.ConvertAll(row => KnownProduct.IsSellable(row.Value.Catalog?.Value)).ToArray() });
        AddBytes(row => row.Catalog?.Stamp.ToBytes());
        AddTexts(row => row.Title);
        AddBytes(row => row.Price?.Value.ToByteArray());
        AddBytes(row => row.Price?.Stamp.ToBytes());
        AddTexts(row => row.ImageUrl);
        AddTexts(row => row.ProductUrl);
        await command.ExecuteNonQueryAsync(cancellationToken);

        void AddTexts(Func<KnownProduct, Stamped<string>?> text)
        {
            command.Parameters.Add(new()
            {
                Value = rows.ConvertAll(row => text(row.Value)?.Value).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
            });
            AddBytes(row => text(row)?.Stamp.ToBytes());
        }

        void AddBytes(Func<KnownProduct, byte[]?> bytes) => command.Parameters.Add(new()
        {
            Value = rows.ConvertAll(row => bytes(row.Value)).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        });
    }

    /// <summary>Those of a shop that anything is known of.</summary>
    public async Task<Dictionary<string, KnownProduct>> ReadAsync(
        string shopId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT {Columns} FROM products p WHERE p.shop_id = $1 AND p.product_id = ANY($2)");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = productIds.ToArray() });
        var products = new Dictionary<string, KnownProduct>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            products[reader.GetString(0)] = Read(reader);
        return products;
    }

    /// <summary>Reads a product from a row that begins with <see cref="Columns"/>.</summary>
    public static KnownProduct Read(NpgsqlDataReader reader)
    {
        return new KnownProduct
        {
            Catalog = StampAt(2) is { } stamp
                ? new(reader.IsDBNull(1) ? null : Product.Parser.ParseFrom(reader.GetFieldValue<byte[]>(1)), stamp)
                : null,
            Title = TextAt(3),
            Price = StampAt(6) is { } priceStamp
                ? new(Money.Parser.ParseFrom(reader.GetFieldValue<byte[]>(5)), priceStamp)
                : null,
            ImageUrl = TextAt(7),
            ProductUrl = TextAt(9),
        };

        Stamped<string>? TextAt(int column) =>
            StampAt(column + 1) is { } stamp ? new(reader.GetString(column), stamp) : null;

        Stamp? StampAt(int column) => reader.IsDBNull(column) ? null : Stamp.FromBytes(reader.GetFieldValue<byte[]>(column));
    }
}
