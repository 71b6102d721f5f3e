using Automation.Recommendations.Catalog;
using Automation.Recommendations.Offers;
using Automation.ServiceDefaults.Database.Columns;
using NpgsqlTypes;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Catalog.ProductKey, Automation.Recommendations.Offers.WatchedProduct>;

namespace Automation.Recommendations.Storage;

/// <summary>The columns of table <c>watched_products</c>.</summary>
static class WatchedProductColumns
{
    static readonly Table<Row> s_table = new("watched_products");

    public static readonly Column<Row, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Key.ShopId);

    public static readonly Column<Row, string> ProductId = s_table.Column("product_id", NpgsqlDbType.Text, row => row.Key.ProductId);

    public static readonly Column<Row, short> Partition = s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Value.Partition);

    public static readonly Column<Row, long> Sequence = s_table.Column("sequence", NpgsqlDbType.Bigint, row => row.Value.Sequence);

    public static readonly Column<Row, long?> PriceMicros = s_table.Column("price_micros", NpgsqlDbType.Bigint, row => row.Value.Price?.Micros);

    public static readonly Column<Row, string?> Currency = s_table.Column("currency", NpgsqlDbType.Text, row => row.Value.Price?.Currency);

    public static readonly Column<Row, bool> IsSellable = s_table.Column("sellable", NpgsqlDbType.Boolean, row => row.Value.IsSellable);

    public static readonly Column<Row, int?> UnitCount = s_table.Column("unit_count", NpgsqlDbType.Integer, row => row.Value.UnitCount);

    /// <summary>In the currency of the price: a drop in another one is none.</summary>
    public static readonly Column<Row, long?> FormerMicros = s_table.Column("former_micros", NpgsqlDbType.Bigint, row => row.Value.Drop?.Former.Micros);

    public static readonly Column<Row, DateTimeOffset?> DropTime = s_table.Column("drop_time", NpgsqlDbType.TimestampTz, row => row.Value.Drop?.DropTime);

    public static readonly Column<Row, DateTimeOffset?> DueTime = s_table.Column("due_time", NpgsqlDbType.TimestampTz, row => row.Value.Drop?.DueTime);

    public static readonly Column<Row, DateTimeOffset?> WaveTime = s_table.Column("wave_time", NpgsqlDbType.TimestampTz, row => row.Value.Drop?.WaveTime);

    public static readonly Column<Row, DateTimeOffset?> BackTime = s_table.Column("back_time", NpgsqlDbType.TimestampTz, row => row.Value.Restock?.BackTime);

    public static readonly Column<Row, DateTimeOffset?> NextWaveTime =
        s_table.Column("next_wave_time", NpgsqlDbType.TimestampTz, row => row.Value.Restock?.NextWaveTime);

    public static readonly Column<Row, int> WaveCount = s_table.Column("wave_count", NpgsqlDbType.Integer, row => row.Value.Restock?.WaveCount ?? 0);

    public static readonly Column<Row, DateTimeOffset?> SilentUntil = s_table.Column("silent_until", NpgsqlDbType.TimestampTz, row => row.Value.SilentUntil);

    public static readonly ColumnList<Row> All = s_table.All;

    public static readonly ColumnList<Row> Key = s_table.Of(ShopId, ProductId);

    public static readonly ColumnList<Row> Changed = All.Except(ShopId, ProductId);

    /// <summary>Reads a product from a row of <see cref="All"/>.</summary>
    public static Row Read(ColumnReader<Row> row)
    {
        Price? price = row.Get(PriceMicros) is { } micros ? new(micros, row.Get(Currency)!) : null;
        return new(
            new ProductKey(row.Get(ShopId), row.Get(ProductId)),
            new WatchedProduct
            {
                Partition = row.Get(Partition),
                Sequence = row.Get(Sequence),
                Price = price,
                IsSellable = row.Get(IsSellable),
                UnitCount = row.Get(UnitCount),
                Drop = row.Get(FormerMicros) is { } former
                    ? new(new(former, price!.Value.Currency), row.Get(DropTime)!.Value, row.Get(DueTime)!.Value)
                    : null,
                Restock = row.Get(BackTime) is { } backTime ? new(backTime, row.Get(NextWaveTime), row.Get(WaveCount)) : null,
                SilentUntil = row.Get(SilentUntil),
            });
    }
}
