using Automation.ServiceDefaults.Database.Columns;
using NpgsqlTypes;
using Row = System.Collections.Generic.KeyValuePair<Automation.Recommendations.Requests.RequestKey, Automation.Recommendations.Requests.StockRequest>;

namespace Automation.Recommendations.Storage;

/// <summary>The columns of table <c>stock_requests</c>.</summary>
static class StockRequestColumns
{
    static readonly Table<Row> s_table = new("stock_requests");

    public static readonly Column<Row, short> Partition = s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Key.Partition);

    public static readonly Column<Row, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Key.ShopId);

    public static readonly Column<Row, string> ProductId = s_table.Column("product_id", NpgsqlDbType.Text, row => row.Key.ProductId);

    public static readonly Column<Row, Guid> ShopperId = s_table.Column("shopper_id", NpgsqlDbType.Uuid, row => row.Key.ShopperId);

    public static readonly Column<Row, string> VariantId = s_table.Column("variant_id", NpgsqlDbType.Text, row => row.Key.VariantId);

    public static readonly Column<Row, long> RequestTime = s_table.Column("request_microseconds", NpgsqlDbType.Bigint, row => row.Value.Microseconds);

    public static readonly Column<Row, short> Channel = s_table.Column("channel", NpgsqlDbType.Smallint, row => (short)row.Value.Channel);

    public static readonly ColumnList<Row> All = s_table.All;

    public static readonly ColumnList<Row> Key = s_table.Of(Partition, ShopId, ProductId, ShopperId, VariantId);
}
