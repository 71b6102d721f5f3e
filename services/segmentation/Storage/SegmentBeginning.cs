using Automation.EventLog.Following;
using Automation.EventLog.Outbox;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Finds the versions whose shoppers are filled in, and lets them count.</summary>
sealed class SegmentBeginning(NpgsqlDataSource database, Outbox outbox)
{
    /// <summary>
    /// Lets versions count whose shoppers are all filled in, wherever they are. Each was filled in as of their own last record, so
    /// first what had run out by then is told, while it is nobody's news.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<int> BeginAsync(CancellationToken cancellationToken)
    {
        var begun = 0;
        foreach (var (shopId, segmentId, number, version) in await ReadFilledAsync(cancellationToken))
        {
            await using var connection = await database.OpenConnectionAsync(cancellationToken);
            await using var transaction = await SegmentStore.BeginAsync(connection, shopId, cancellationToken);
            await using var begin = new NpgsqlCommand(
                """
                WITH begun AS (
                    UPDATE segment_versions SET stage = 2 WHERE shop_id = $1 AND number = $2 AND stage = 1 RETURNING segment_id)
                UPDATE segments s SET revision = revision + 1 FROM begun WHERE s.shop_id = $1 AND s.segment_id = begun.segment_id
                """,
                connection)
            {
                Parameters = { new() { Value = shopId }, new() { Value = number } },
            };
            if (await begin.ExecuteNonQueryAsync(cancellationToken) == 0)
                continue;
            await Outbox.AddAsync(connection, SegmentNews.Effective(shopId, segmentId, version), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            begun++;
        }
        if (begun > 0)
            outbox.Wake();
        return begun;
    }

    async Task<List<(string ShopId, string SegmentId, int Number, int Version)>> ReadFilledAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT v.shop_id, v.segment_id, v.number, v.version
            FROM segment_versions v, LATERAL (
                SELECT count(*) AS partitions, max(fill_time) AS fill_time FROM segment_partitions p
                WHERE p.shop_id = v.shop_id AND p.number = v.number AND p.is_filled) filled
            WHERE v.stage = 1 AND NOT v.paused AND filled.partitions = {Partitions.Count}
              AND NOT EXISTS (SELECT FROM segment_states s WHERE s.shop_id = v.shop_id AND s.due_time <= filled.fill_time)
            """);
        var filled = new List<(string, string, int, int)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            filled.Add((reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetInt32(3)));
        return filled;
    }
}
