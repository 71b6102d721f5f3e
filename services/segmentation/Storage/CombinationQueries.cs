using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>How many are in several segments at once now, by the versions that count in each shopper's partition.</summary>
sealed class CombinationQueries(NpgsqlDataSource database)
{
    // Nobody is twice in the versions that count of one segment.
    const string Members = """
        SELECT m.shopper_id, v.segment_id FROM segment_partitions v
        JOIN memberships m ON m.shop_id = v.shop_id AND m.number = v.number AND m.partition = v.partition
        WHERE v.shop_id = $1 AND v.segment_id = ANY($2) AND v.begin_sequence IS NOT NULL AND v.end_sequence IS NULL AND m.leave_sequence IS NULL
        """;

    /// <summary>How many are in all of some, in any of some, where there are any, and in none of some.</summary>
    public async Task<long> CountAsync(
        string shopId, IReadOnlyCollection<string> allOf, IReadOnlyCollection<string> anyOf, IReadOnlyCollection<string> noneOf,
        CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT count(*) FROM (
                SELECT FROM ({Members}) member GROUP BY shopper_id
                HAVING count(*) FILTER (WHERE segment_id = ANY($3)) = cardinality($3)
                    AND (cardinality($4) = 0 OR count(*) FILTER (WHERE segment_id = ANY($4)) > 0)
                    AND count(*) FILTER (WHERE segment_id = ANY($5)) = 0) meant
            """);
        string[] all = [.. allOf.Distinct()];
        foreach (object value in (ReadOnlySpan<object>)[shopId, (string[])[.. all, .. anyOf, .. noneOf], all, anyOf.ToArray(), noneOf.ToArray()])
            command.Parameters.Add(new() { Value = value });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>How many are in each two of some segments, in the order of these, and in each one; what nobody is in is left out.</summary>
    public async Task<Dictionary<(string, string), long>> OverlapsAsync(
        string shopId, IReadOnlyCollection<string> segmentIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            WITH member AS ({Members})
            SELECT one.segment_id, other.segment_id, count(*) FROM member one JOIN member other USING (shopper_id)
            WHERE array_position($2, one.segment_id) <= array_position($2, other.segment_id) GROUP BY 1, 2
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = segmentIds.ToArray() });
        var counts = new Dictionary<(string, string), long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            counts[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        return counts;
    }
}
