using Automation.Recommendations.Interactions;
using Automation.ServiceDefaults.Database.Columns;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>The columns of table <c>interactions</c>.</summary>
static class InteractionColumns
{
    static readonly Table<Interaction> s_table = new("interactions");

    public static readonly Column<Interaction, short> Partition = s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Partition);

    public static readonly Column<Interaction, long> Sequence = s_table.Column("sequence", NpgsqlDbType.Bigint, row => row.Sequence);

    public static readonly Column<Interaction, short> Line = s_table.Column("line", NpgsqlDbType.Smallint, row => (short)row.Line);

    public static readonly Column<Interaction, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.ShopId);

    public static readonly Column<Interaction, Guid> ShopperId = s_table.Column("shopper_id", NpgsqlDbType.Uuid, row => row.ShopperId);

    public static readonly Column<Interaction, short> Kind = s_table.Column("kind", NpgsqlDbType.Smallint, row => (short)row.Kind);

    public static readonly Column<Interaction, string> ProductId = s_table.Column("product_id", NpgsqlDbType.Text, row => row.ProductId);

    public static readonly Column<Interaction, long> Microseconds = s_table.Column("log_microseconds", NpgsqlDbType.Bigint, row => row.Microseconds);

    public static readonly ColumnList<Interaction> All = s_table.All;
}
