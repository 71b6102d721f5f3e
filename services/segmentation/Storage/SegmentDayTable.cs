using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Table <c>segment_days</c>: how many were in each segment when a day began.</summary>
sealed class SegmentDayTable(NpgsqlDataSource database)
{
    // Those who came and went since are known, so it is counted as of then, however late.
    const string Count = """
        INSERT INTO segment_days (shop_id, segment_id, day, member_count)
        SELECT v.shop_id, v.segment_id, $2, count(m.shopper_id)
        FROM segment_partitions v LEFT JOIN memberships m ON m.shop_id = v.shop_id AND m.number = v.number AND m.partition = v.partition
            AND m.enter_time <= $3 AND (m.leave_time IS NULL OR m.leave_time > $3)
        WHERE v.shop_id = $1 AND v.begin_time <= $3 AND (v.end_time IS NULL OR v.end_time > $3)
        GROUP BY v.shop_id, v.segment_id
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Shops with segments that have not been counted for a day, with the first day that is to be.</summary>
    /// <param name="day">Up to this one.</param>
    /// <param name="first">None before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<List<(string ShopId, DateOnly Day)>> ReadDueAsync(DateOnly day, DateOnly first, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT s.shop_id, greatest(coalesce(c.day + 1, s.day), $2) FROM (
                SELECT shop_id, (min(begin_time) AT TIME ZONE 'UTC')::date + 1 AS day FROM segment_partitions WHERE begin_time IS NOT NULL GROUP BY shop_id) s
            LEFT JOIN counted_days c ON c.shop_id = s.shop_id
            WHERE coalesce(c.day + 1, s.day) <= $1
            """);
        command.Parameters.Add(new() { Value = day });
        command.Parameters.Add(new() { Value = first });
        var due = new List<(string, DateOnly)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            due.Add((reader.GetString(0), reader.GetFieldValue<DateOnly>(1)));
        return due;
    }

    /// <summary>Counts the members of all segments of a shop as of the beginning of a day. Once, whichever replicas do.</summary>
    public async Task CountAsync(string shopId, DateOnly day, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(Count)
        {
            Parameters =
            {
                new() { Value = shopId }, new() { Value = day }, new() { Value = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero) },
            },
        });
        batch.BatchCommands.Add(new(
            """
            INSERT INTO counted_days (shop_id, day) VALUES ($1, $2)
            ON CONFLICT (shop_id) DO UPDATE SET day = excluded.day WHERE counted_days.day < excluded.day
            """)
        {
            Parameters = { new() { Value = shopId }, new() { Value = day } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Of days that begin within a time, earliest first.</summary>
    public async Task<List<(DateTimeOffset Day, long MemberCount)>> ReadAsync(
        string shopId, string segmentId, DateTimeOffset start, DateTimeOffset end, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT day, member_count FROM segment_days
            WHERE shop_id = $1 AND segment_id = $2 AND day::timestamp AT TIME ZONE 'UTC' BETWEEN $3 AND $4 ORDER BY day
            """);
        foreach (object value in (ReadOnlySpan<object>)[shopId, segmentId, start, end])
            command.Parameters.Add(new() { Value = value });
        var sizes = new List<(DateTimeOffset, long)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            sizes.Add((new DateTimeOffset(reader.GetFieldValue<DateOnly>(0), TimeOnly.MinValue, TimeSpan.Zero), reader.GetInt64(1)));
        return sizes;
    }
}
