using Automation.Segmentation.Memberships;
using Automation.Segmentation.V1;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Table <c>segment_partitions</c>: where in each partition of the log versions are prepared, begin and end.</summary>
static class SegmentPartitionTable
{
    /// <summary>The versions in a partition that have not ended, by shop.</summary>
    public static async Task<ILookup<string, PartitionVersion>> ReadLiveAsync(
        NpgsqlConnection connection, int partition, CancellationToken cancellationToken, string? shopId = null)
    {
        await using var command = new NpgsqlCommand(
            """
            SELECT shop_id, segment_id, version, number, prepare_sequence, begin_sequence IS NOT NULL FROM segment_partitions
            WHERE partition = $1 AND end_sequence IS NULL AND ($2 IS NULL OR shop_id = $2)
            """,
            connection)
        {
            Parameters = { new() { Value = (short)partition }, new NpgsqlParameter<string?> { TypedValue = shopId } },
        };
        var found = new List<(string ShopId, PartitionVersion Version)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var version = new PartitionVersion(
                reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt64(4), reader.GetBoolean(5));
            found.Add((reader.GetString(0), version));
        }
        return found.ToLookup(row => row.ShopId, row => row.Version);
    }

    /// <summary>A version is prepared from here on, and is of a generation of its own; nothing where it is already, is not known, or has been given up.</summary>
    /// <returns>Whether anything changed.</returns>
    public static Task<bool> PrepareAsync(
        NpgsqlConnection connection, int partition, string shopId, string segmentId, int version, long sequence, CancellationToken cancellationToken) =>
        ExecuteAsync(
            connection,
            $"""
            INSERT INTO segment_partitions (partition, shop_id, number, segment_id, version, prepare_sequence)
            SELECT $1, shop_id, number, segment_id, version, GREATEST($5,
                (SELECT max(prepare_sequence) + 1 FROM segment_partitions WHERE partition = $1 AND shop_id = $2)) FROM segment_versions
            WHERE shop_id = $2 AND segment_id = $3 AND version = $4 AND stage IN ({(int)SegmentStage.Preparing}, {(int)SegmentStage.Effective})
            ON CONFLICT DO NOTHING
            """,
            cancellationToken, (short)partition, shopId, segmentId, version, sequence);

    /// <summary>
    /// A version counts from here on, and those before it end. Where it counts already, or none is to, those end that have been given
    /// up: that is how one is cancelled. One that was put after that may be told of before it, as two replicas tell.
    /// </summary>
    /// <returns>Whether anything changed.</returns>
    public static async Task<bool> BeginAsync(
        NpgsqlConnection connection, int partition, string shopId, string segmentId, int version, long sequence, DateTimeOffset time,
        CancellationToken cancellationToken)
    {
        const string Where = "WHERE partition = $1 AND shop_id = $2 AND segment_id = $3 AND end_sequence IS NULL";
        var hasBegun = await ExecuteAsync(
            connection,
            $"UPDATE segment_partitions SET begin_sequence = $5, begin_time = $6 {Where} AND version = $4 AND begin_sequence IS NULL",
            cancellationToken, (short)partition, shopId, segmentId, version, sequence, time);
        var others = hasBegun
            ? "version < $4"
            : $"""
              version <> $4 AND EXISTS (SELECT FROM segment_versions v
                  WHERE v.shop_id = $2 AND v.number = segment_partitions.number AND v.stage IN ({(int)SegmentStage.Cancelled}, {(int)SegmentStage.Archived}))
              """;
        var haveEnded = await ExecuteAsync(
            connection, $"UPDATE segment_partitions SET end_sequence = $5, end_time = $6 {Where} AND {others}",
            cancellationToken, (short)partition, shopId, segmentId, version, sequence, time);
        return hasBegun || haveEnded;
    }

    static async Task<bool> ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
    }
}
