using Automation.Conditions.V1;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Reads segments with their latest versions.</summary>
static class SegmentRows
{
    const string Select = """
        SELECT s.segment_id, s.display_name, s.revision, v.version, v.number, v.stage, v.condition, v.asks_for, v.create_time, v.paused
        FROM segments s JOIN segment_versions v ON v.shop_id = s.shop_id AND v.segment_id = s.segment_id AND v.version = s.latest_version
        """;

    /// <summary>Those of the shop that are not archived.</summary>
    public static Task<List<StoredSegment>> ReadLiveAsync(NpgsqlConnection connection, string shopId, CancellationToken cancellationToken) =>
        ReadAsync(connection, $"{Select} WHERE s.shop_id = $1 AND v.stage <> 4", cancellationToken, shopId);

    public static async Task<StoredSegment?> FindAsync(
        NpgsqlConnection connection, string shopId, string segmentId, CancellationToken cancellationToken) =>
        (await ReadAsync(connection, $"{Select} WHERE s.shop_id = $1 AND s.segment_id = $2", cancellationToken, shopId, segmentId)).SingleOrDefault();

    /// <summary>A segment that asks for another one, by its latest version or by the one that counts; null: none does.</summary>
    public static Task<string?> FindAskingAsync(NpgsqlConnection connection, string shopId, string segmentId, CancellationToken cancellationToken) =>
        FindAskingAsync(connection, shopId, segmentId, "asks_for", cancellationToken);

    /// <summary>A segment that asks for a list, likewise.</summary>
    public static Task<string?> FindAskingListAsync(NpgsqlConnection connection, string shopId, string listId, CancellationToken cancellationToken) =>
        FindAskingAsync(connection, shopId, listId, "asks_for_lists", cancellationToken);

    static async Task<string?> FindAskingAsync(
        NpgsqlConnection connection, string shopId, string asked, string column, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT s.segment_id FROM segments s
            JOIN segment_versions latest ON latest.shop_id = s.shop_id AND latest.segment_id = s.segment_id AND latest.version = s.latest_version
            JOIN segment_versions v ON v.shop_id = s.shop_id AND v.segment_id = s.segment_id
            WHERE s.shop_id = $1 AND (s.segment_id <> $2 OR '{column}' <> 'asks_for') AND latest.stage <> {(int)SegmentStage.Archived} AND $2 = ANY(v.{column})
                AND (v.version = s.latest_version OR v.version = (
                    SELECT max(version) FROM segment_versions
                    WHERE shop_id = s.shop_id AND segment_id = s.segment_id AND stage = {(int)SegmentStage.Effective}))
            ORDER BY s.segment_id LIMIT 1
            """,
            connection)
        {
            Parameters = { new() { Value = shopId }, new() { Value = asked } },
        };
        return (string?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>A page of those that are not archived, by id, behind one.</summary>
    public static Task<List<StoredSegment>> ListAsync(
        NpgsqlConnection connection, string shopId, string after, int count, CancellationToken cancellationToken) => ReadAsync(
        connection,
        $"""{Select} WHERE s.shop_id = $1 AND s.segment_id COLLATE "C" > $2 AND v.stage <> 4 ORDER BY s.segment_id COLLATE "C" LIMIT $3""",
        cancellationToken, shopId, after, count);

    static async Task<List<StoredSegment>> ReadAsync(
        NpgsqlConnection connection, string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        var found = new List<StoredSegment>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add(new StoredSegment(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3), reader.GetInt32(4),
                (SegmentStage)reader.GetInt16(5), Condition.Parser.ParseFrom(reader.GetFieldValue<byte[]>(6)),
                reader.GetFieldValue<string[]>(7), reader.GetFieldValue<DateTimeOffset>(8), reader.GetBoolean(9)));
        }
        return found;
    }
}
