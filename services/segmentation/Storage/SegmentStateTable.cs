using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Automation.Segments;
using Automation.ServiceDefaults.Database.Columns;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>Table <c>segment_states</c>; whole arrays in one round trip, as <see cref="ProfileTable"/>.</summary>
static class SegmentStateTable
{
    static readonly Table<ShopperSegments> s_table = new("segment_states");

    static readonly Column<ShopperSegments, string> s_shopId = s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Shopper.ShopId);

    static readonly Column<ShopperSegments, Guid> s_shopperId = s_table.Column("shopper_id", NpgsqlDbType.Uuid, row => row.Shopper.ShopperId);

    static readonly Column<ShopperSegments, short> s_partition = s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Partition);

    static readonly Column<ShopperSegments, long> s_generation = s_table.Column("generation", NpgsqlDbType.Bigint, row => row.Generation);

    static readonly Column<ShopperSegments, DateTimeOffset> s_evaluateTime =
        s_table.Column("evaluate_time", NpgsqlDbType.TimestampTz, row => row.EvaluateTime);

    static readonly Column<ShopperSegments, DateTimeOffset?> s_dueTime = s_table.Column("due_time", NpgsqlDbType.TimestampTz, row => row.DueTime);

    static readonly Column<ShopperSegments, byte[]> s_state = s_table.Column("state", NpgsqlDbType.Bytea, row => row.ToBytes());

    static readonly ColumnList<ShopperSegments> s_all = s_table.All;

    static readonly string s_read =
        $"""
        SELECT {s_all.NamesOf("s")} FROM unnest($1, $2) AS wanted (shop_id, shopper_id)
        JOIN segment_states s ON s.shop_id = wanted.shop_id AND s.shopper_id = wanted.shopper_id
        """;

    static readonly string s_write =
        $"""
        {s_all.Insert}
        ON CONFLICT (shop_id, shopper_id) DO UPDATE SET {s_table.Of(s_generation, s_evaluateTime, s_dueTime, s_state).SetFrom("excluded")}
        """;

    /// <summary>Those of the shoppers that there are and that are not damaged.</summary>
    public static async Task<List<ShopperSegments>> ReadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<ShopperKey> shoppers, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_read, connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
            },
        };
        return (await ReadAsync(command, cancellationToken)).Sound;
    }

    /// <summary>
    /// The first whose windows have run out, in order of (due, shopper). Damaged ones are put off, so that they do not stand before
    /// all others for ever.
    /// </summary>
    public static async Task<List<ShopperSegments>> ReadDueAsync(
        NpgsqlConnection connection, int partition, DateTimeOffset by, int count, DateTimeOffset putOffTo, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {s_all.Names} FROM segment_states WHERE partition = $1 AND due_time <= $2 ORDER BY due_time, shopper_id LIMIT $3", connection)
        {
            Parameters = { new() { Value = (short)partition }, new() { Value = by }, new() { Value = count } },
        };
        var (sound, damaged) = await ReadAsync(command, cancellationToken);
        if (damaged.Count > 0)
            await PutOffAsync(connection, damaged, putOffTo, cancellationToken);
        return sound;
    }

    /// <summary>Shoppers of a shop in a partition behind one, in order of shopper. Damaged ones are left out.</summary>
    /// <returns>Behind whom there may be more; null: nobody.</returns>
    public static async Task<(List<ShopperSegments> Rows, Guid? Last)> ReadPageAsync(
        NpgsqlConnection connection, int partition, string shopId, Guid after, int count, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {s_all.Names} FROM segment_states WHERE shop_id = $1 AND partition = $2 AND shopper_id > $3 ORDER BY shopper_id LIMIT $4", connection)
        {
            Parameters = { new() { Value = shopId }, new() { Value = (short)partition }, new() { Value = after }, new() { Value = count } },
        };
        var (sound, damaged) = await ReadAsync(command, cancellationToken);
        return (sound, sound.Count + damaged.Count < count ? null : sound.Select(row => row.Shopper.ShopperId).Concat(damaged.Select(shopper => shopper.ShopperId)).Max());
    }

    static async Task PutOffAsync(
        NpgsqlConnection connection, List<ShopperKey> shoppers, DateTimeOffset to, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE segment_states s SET due_time = $3 FROM unnest($1, $2) AS damaged (shop_id, shopper_id)
            WHERE s.shop_id = damaged.shop_id AND s.shopper_id = damaged.shopper_id
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = shoppers.Select(shopper => shopper.ShopId).ToArray() },
                new() { Value = shoppers.Select(shopper => shopper.ShopperId).ToArray() },
                new() { Value = to },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public static NpgsqlBatchCommand Write(IReadOnlyCollection<ShopperSegments> rows)
    {
        var command = new NpgsqlBatchCommand(s_write);
        s_all.AddArrays(command.Parameters, rows);
        return command;
    }

    /// <summary>What the bytes of a row say; null: they are damaged.</summary>
    public static SegmentState? Parse(byte[] stored)
    {
        try
        {
            return SegmentState.Parse(stored);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    // The column has microseconds.
    static bool IsDue(DateTimeOffset? stored, SegmentState state) => state.DueTime is null
        ? stored is null
        : stored is { } time && (state.DueTime.ToDateTimeOffset() - time).Duration() < TimeSpan.FromMicroseconds(2);

    static async Task<(List<ShopperSegments> Sound, List<ShopperKey> Damaged)> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var (sound, damaged) = (new List<ShopperSegments>(), new List<ShopperKey>());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = s_all.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = new ShopperKey(row.Get(s_shopId), row.Get(s_shopperId));
            var stored = row.Get(s_state);
            // Where the instant was set beside the state, what the state says of it is still to be stored.
            if (Parse(stored) is { } state)
                sound.Add(new(row.Get(s_partition), shopper, row.Get(s_generation), state, IsDue(row.Get(s_dueTime), state) ? stored : null) { EvaluateTime = row.Get(s_evaluateTime) });
            else
                damaged.Add(shopper);
        }
        return (sound, damaged);
    }
}
