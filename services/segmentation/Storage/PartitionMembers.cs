using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>Who of one partition was in segments right behind a record, for those who go through them page by page.</summary>
sealed class PartitionMembers(NpgsqlDataSource database)
{
    // Where no record is named, what has no end goes on.
    const string Versions = """
        v.partition = $1 AND v.shop_id = $2 AND v.segment_id = ANY($3)
            AND v.begin_sequence <= $4 AND (v.end_sequence IS NULL OR v.end_sequence > $4)
        """;

    const string Stays = """
        m.shop_id = v.shop_id AND m.number = v.number AND m.partition = v.partition
            AND m.enter_sequence <= $4 AND (m.leave_sequence IS NULL OR m.leave_sequence > $4)
        """;

    // Each segment gives no more than a page of its own, in the order of its index, however many are in it. Somebody may be in
    // several of the segments.
    const string Page = $"""
        SELECT DISTINCT member.shopper_id FROM segment_partitions v
        CROSS JOIN LATERAL (SELECT DISTINCT m.shopper_id FROM memberships m WHERE {Stays} AND m.shopper_id > $5 ORDER BY m.shopper_id LIMIT $6) member
        WHERE {Versions} ORDER BY member.shopper_id LIMIT $6
        """;

    const string Count = $"SELECT count(DISTINCT m.shopper_id) FROM segment_partitions v JOIN memberships m ON {Stays} WHERE {Versions}";

    /// <summary>A page in order of shopper, and on the first one how many there are.</summary>
    /// <param name="sequence">Of the record; 0: as of now.</param>
    /// <param name="after">The last one of the page before; null: the first page.</param>
    public async Task<(List<Guid> Found, long Total)> ReadAsync(
        int partition, string shopId, IReadOnlyCollection<string> segmentIds, long sequence, Guid? after, int count, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        var asOf = sequence == 0 ? long.MaxValue - 1 : sequence;
        batch.BatchCommands.Add(Command(Page));
        batch.BatchCommands[0].Parameters.Add(new() { Value = after ?? Guid.Empty, NpgsqlDbType = NpgsqlDbType.Uuid });
        batch.BatchCommands[0].Parameters.Add(new() { Value = count });
        if (after is null)
            batch.BatchCommands.Add(Command(Count));
        var found = new List<Guid>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetGuid(0));
        if (!await reader.NextResultAsync(cancellationToken))
            return (found, 0);
        await reader.ReadAsync(cancellationToken);
        return (found, reader.GetInt64(0));

        NpgsqlBatchCommand Command(string sql) => new(sql)
        {
            Parameters =
            {
                new() { Value = (short)partition },
                new() { Value = shopId },
                new() { Value = segmentIds.ToArray() },
                new() { Value = asOf },
            },
        };
    }
}
