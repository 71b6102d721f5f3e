using Automation.Recommendations.Popularity;
using Automation.ServiceDefaults.Database.Columns;
using NpgsqlTypes;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Popularity.DayKey, Automation.Recommendations.Popularity.DayCounts>;

namespace Automation.Recommendations.Storage;

/// <summary>The columns of table <c>product_days</c>.</summary>
static class ProductDayColumns
{
    static readonly Table<Row> s_table = new("product_days");

    public static readonly Column<Row, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Key.ShopId);

    public static readonly Column<Row, DateOnly> Day = s_table.Column("day", NpgsqlDbType.Date, row => row.Key.Day);

    public static readonly Column<Row, string> ProductId = s_table.Column("product_id", NpgsqlDbType.Text, row => row.Key.ProductId);

    public static readonly Column<Row, long> Views = s_table.Column("views", NpgsqlDbType.Bigint, row => row.Value.Views);

    public static readonly Column<Row, long> Adds = s_table.Column("adds", NpgsqlDbType.Bigint, row => row.Value.Adds);

    public static readonly Column<Row, long> Orders = s_table.Column("orders", NpgsqlDbType.Bigint, row => row.Value.Orders);

    public static readonly ColumnList<Row> All = s_table.All;

    /// <summary>For ON CONFLICT … DO UPDATE SET, the table being <c>d</c>: each count grows.</summary>
    public static readonly string SetSums = string.Join(
        ", ", Array.ConvertAll<Column<Row>, string>([Views, Adds, Orders], count => $"{count.Name} = d.{count.Name} + excluded.{count.Name}"));
}
