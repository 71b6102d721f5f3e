using Automation.Recommendations.Popularity;
using Automation.ServiceDefaults.Database.Columns;
using NpgsqlTypes;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Popularity.InterestKey, Automation.Recommendations.Popularity.Interest>;

namespace Automation.Recommendations.Storage;

/// <summary>The columns of table <c>interests</c>.</summary>
static class InterestColumns
{
    static readonly Table<Row> s_table = new("interests");

    public static readonly Column<Row, short> Partition = s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Key.Partition);

    public static readonly Column<Row, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Key.ShopId);

    public static readonly Column<Row, string> ProductId = s_table.Column("product_id", NpgsqlDbType.Text, row => row.Key.ProductId);

    public static readonly Column<Row, Guid> ShopperId = s_table.Column("shopper_id", NpgsqlDbType.Uuid, row => row.Key.ShopperId);

    public static readonly Column<Row, DateOnly?> Viewed = s_table.Column("viewed_day", NpgsqlDbType.Date, row => row.Value.Viewed);

    public static readonly Column<Row, DateOnly?> Added = s_table.Column("added_day", NpgsqlDbType.Date, row => row.Value.Added);

    public static readonly Column<Row, DateOnly?> Ordered = s_table.Column("ordered_day", NpgsqlDbType.Date, row => row.Value.Ordered);

    public static readonly Column<Row, DateOnly?> ViewedBefore =
        s_table.Column("viewed_before_day", NpgsqlDbType.Date, row => row.Value.ViewedBefore);

    public static readonly Column<Row, DateOnly?> InCart = s_table.Column("in_cart_day", NpgsqlDbType.Date, row => row.Value.InCart);

    public static readonly Column<Row, DateOnly?> Wished = s_table.Column("wished_day", NpgsqlDbType.Date, row => row.Value.Wished);

    public static readonly Column<Row, long?> SeenMicros = s_table.Column("seen_micros", NpgsqlDbType.Bigint, row => row.Value.Seen?.Price.Micros);

    public static readonly Column<Row, string?> SeenCurrency = s_table.Column("seen_currency", NpgsqlDbType.Text, row => row.Value.Seen?.Price.Currency);

    public static readonly Column<Row, long?> SeenTime = s_table.Column("seen_microseconds", NpgsqlDbType.Bigint, row => row.Value.Seen?.Microseconds);

    public static readonly ColumnList<Row> All = s_table.All;

    public static readonly ColumnList<Row> Key = s_table.Of(Partition, ShopId, ProductId, ShopperId);

    /// <summary>What an interest is read from and written to; the database computes <c>kept_until_day</c> of it.</summary>
    public static readonly ColumnList<Row> Known =
        s_table.Of(Viewed, Added, Ordered, ViewedBefore, InCart, Wished, SeenMicros, SeenCurrency, SeenTime);
}
