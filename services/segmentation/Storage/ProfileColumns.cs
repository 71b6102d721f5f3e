using Automation.Segmentation.Profiles;
using Automation.ServiceDefaults.Database.Columns;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>The columns of table <c>profiles</c>.</summary>
static class ProfileColumns
{
    static readonly Table<FoldedProfile> s_table = new("profiles");

    public static readonly Column<FoldedProfile, string> ShopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Shopper.ShopId);

    public static readonly Column<FoldedProfile, Guid> ShopperId =
        s_table.Column("shopper_id", NpgsqlDbType.Uuid, row => row.Shopper.ShopperId);

    public static readonly Column<FoldedProfile, short> Partition =
        s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Partition);

    public static readonly Column<FoldedProfile, long> Sequence =
        s_table.Column("sequence", NpgsqlDbType.Bigint, row => row.State.Profile.Position.Sequence);

    /// <summary>ProfileState in serialized form.</summary>
    public static readonly Column<FoldedProfile, byte[]> State = s_table.Column("state", NpgsqlDbType.Bytea, row => row.Bytes);

    public static readonly ColumnList<FoldedProfile> All = s_table.All;

    public static readonly ColumnList<FoldedProfile> Key = s_table.Of(ShopId, ShopperId);

    /// <summary>What a fold changes.</summary>
    public static readonly ColumnList<FoldedProfile> Folded = s_table.Of(Sequence, State);

    /// <summary>What is read back.</summary>
    public static readonly ColumnList<FoldedProfile> Stored = s_table.Of(ShopId, ShopperId, Sequence, State);
}
