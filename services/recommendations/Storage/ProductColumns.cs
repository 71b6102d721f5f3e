using Automation.Recommendations.Catalog;
using Automation.ServiceDefaults.Database.Columns;
using Google.Protobuf;
using NpgsqlTypes;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Catalog.ProductKey, Automation.Recommendations.Catalog.KnownProduct>;

namespace Automation.Recommendations.Storage;

/// <summary>The columns of table <c>products</c>.</summary>
static class ProductColumns
{
    static readonly Table<Row> s_table = new("products");

    public static readonly Column<Row, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Key.ShopId);

    public static readonly Column<Row, string> ProductId = s_table.Column("product_id", NpgsqlDbType.Text, row => row.Key.ProductId);

    public static readonly Column<Row, byte[]?> Catalog =
        s_table.Column("catalog", NpgsqlDbType.Bytea, row => row.Value.Catalog?.Value?.ToByteArray());

    public static readonly Column<Row, bool> CatalogSellable =
        s_table.Column("catalog_sellable", NpgsqlDbType.Boolean, row => KnownProduct.IsSellable(row.Value.Catalog?.Value));

    public static readonly Column<Row, byte[]?> CatalogStamp =
        s_table.Column("catalog_stamp", NpgsqlDbType.Bytea, row => row.Value.Catalog?.Stamp.ToBytes());

    public static readonly StampedColumns<string?> Title = Text("title", product => product.Title);

    public static readonly StampedColumns<byte[]?> Price = new(
        s_table.Column("price", NpgsqlDbType.Bytea, row => row.Value.Price?.Value.ToByteArray()),
        s_table.Column("price_stamp", NpgsqlDbType.Bytea, row => row.Value.Price?.Stamp.ToBytes()));

    public static readonly StampedColumns<string?> ImageUrl = Text("image_url", product => product.ImageUrl);

    public static readonly StampedColumns<string?> ProductUrl = Text("product_url", product => product.ProductUrl);

    public static readonly ColumnList<Row> All = s_table.All;

    /// <summary>What a product is read from.</summary>
    public static readonly ColumnList<Row> Known = All.Except(ShopId, CatalogSellable);

    /// <summary>For ON CONFLICT … DO UPDATE SET, the table being <c>p</c>: of each value, the one said last.</summary>
    public static readonly string SetLatest = string.Join(
        ", ",
        Latest(CatalogStamp, Catalog, CatalogSellable), Title.SetLatest, Price.SetLatest, ImageUrl.SetLatest, ProductUrl.SetLatest);

    /// <summary>A value and when it was said.</summary>
    public sealed record StampedColumns<TValue>(Column<Row, TValue> Value, Column<Row, byte[]?> Stamp)
    {
        public string SetLatest => Latest(Stamp, Value);
    }

    static StampedColumns<string?> Text(string name, Func<KnownProduct, Stamped<string>?> get) => new(
        s_table.Column(name, NpgsqlDbType.Text, row => get(row.Value)?.Value),
        s_table.Column($"{name}_stamp", NpgsqlDbType.Bytea, row => get(row.Value)?.Stamp.ToBytes()));

    static string Latest(Column<Row> stamp, params ReadOnlySpan<Column<Row>> values)
    {
        var set = new List<string>();
        foreach (var value in values)
        {
            set.Add(
                $"{value.Name} = CASE WHEN excluded.{stamp.Name} > coalesce(p.{stamp.Name}, '') THEN excluded.{value.Name} ELSE p.{value.Name} END");
        }
        set.Add($"{stamp.Name} = greatest(excluded.{stamp.Name}, p.{stamp.Name})");
        return string.Join(", ", set);
    }
}
