using Automation.EventLog.Following;
using Automation.Segmentation.Definitions;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Segments of a shop, as they are shown.</summary>
sealed class SegmentQueries(NpgsqlDataSource database)
{
    public async Task<List<StoredSegment>> ReadLiveAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await SegmentRows.ReadLiveAsync(connection, shopId, cancellationToken);
    }

    /// <summary>The lists that a condition may ask for.</summary>
    public async Task<HashSet<string>> ReadListIdsAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await ListStore.ReadIdsAsync(connection, shopId, cancellationToken);
    }

    public async Task<StoredSegment?> FindAsync(string shopId, string segmentId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await SegmentRows.FindAsync(connection, shopId, segmentId, cancellationToken);
    }

    /// <summary>A page of those that are not archived, by id, behind one.</summary>
    public async Task<List<StoredSegment>> ListAsync(string shopId, string after, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await SegmentRows.ListAsync(connection, shopId, after, count, cancellationToken);
    }

    /// <summary>How far some segments have come, by id.</summary>
    public async Task<Dictionary<string, SegmentProgress>> ReadProgressAsync(
        string shopId, IReadOnlyCollection<StoredSegment> segments, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT p.segment_id, p.version, p.version = s.latest_version,
                count(*) FILTER (WHERE p.begin_sequence IS NOT NULL AND p.end_sequence IS NULL) = {Partitions.Count},
                sum(p.filled_count)::bigint, sum(p.shopper_count)::bigint
            FROM segment_partitions p JOIN segments s USING (shop_id, segment_id)
            WHERE p.shop_id = $1 AND p.segment_id = ANY($2) AND p.end_sequence IS NULL
            GROUP BY p.segment_id, p.version, s.latest_version
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = segments.Select(segment => segment.SegmentId).ToArray() });
        var progress = new Dictionary<string, SegmentProgress>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var known = progress.GetValueOrDefault(reader.GetString(0));
            if (reader.GetBoolean(3))
                known = known with { EffectiveVersion = reader.GetInt32(1) };
            if (reader.GetBoolean(2))
                known = known with { FilledCount = reader.GetInt64(4), ShopperCount = reader.GetInt64(5) };
            progress[reader.GetString(0)] = known;
        }
        return progress;
    }
}
