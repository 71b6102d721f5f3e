using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Who is in which segment, now or at an instant, by the version that counts, or counted, in the shopper's partition.</summary>
sealed partial class MembershipQueries(NpgsqlDataSource database)
{
    const string Stays = """
        FROM segment_partitions v
        JOIN memberships m ON m.shop_id = v.shop_id AND m.number = v.number AND m.partition = v.partition
        """;

    const string Now = "v.begin_sequence IS NOT NULL AND v.end_sequence IS NULL AND m.leave_sequence IS NULL";

    // $3 is the instant. Between begin and end of the version, and of the stay.
    const string AsOf = """
        v.begin_time <= $3 AND (v.end_time IS NULL OR v.end_time > $3) AND m.enter_time <= $3 AND (m.leave_time IS NULL OR m.leave_time > $3)
        """;

    public async Task<long> CountAsync(string shopId, string segmentId, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"SELECT count(*) {Stays} WHERE v.shop_id = $1 AND v.segment_id = $2 AND {Condition(asOf)}", shopId, segmentId, asOf);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The segments that shoppers are in.</summary>
    public async Task<ILookup<Guid, string>> ReadSegmentsAsync(
        string shopId, IReadOnlyCollection<Guid> shopperIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"SELECT m.shopper_id, v.segment_id {Stays} WHERE v.shop_id = $1 AND m.shopper_id = ANY($2) AND {Now}");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperIds.ToArray() });
        var found = new List<(Guid ShopperId, string SegmentId)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add((reader.GetGuid(0), reader.GetString(1)));
        return found.ToLookup(row => row.ShopperId, row => row.SegmentId);
    }

    public async Task<List<StayOf<Guid>>> ListMembersAsync(
        string shopId, string segmentId, DateTimeOffset? asOf, Guid after, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT m.shopper_id, m.enter_time {Stays}
            WHERE v.shop_id = $1 AND v.segment_id = $2 AND m.shopper_id > $4 AND {Condition(asOf)}
            ORDER BY m.shopper_id LIMIT $5
            """,
            shopId, segmentId, asOf, after, count);
        return await StayReading.ReadAsync<Guid>(command, cancellationToken);
    }

    public async Task<List<StayOf<string>>> ListSegmentsAsync(
        string shopId, Guid shopperId, DateTimeOffset? asOf, string after, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT v.segment_id COLLATE "C", m.enter_time {Stays}
            WHERE v.shop_id = $1 AND m.shopper_id = $2 AND v.segment_id COLLATE "C" > $4 AND {Condition(asOf)}
            ORDER BY 1 LIMIT $5
            """,
            shopId, shopperId, asOf, after, count);
        return await StayReading.ReadAsync<string>(command, cancellationToken);
    }

    static string Condition(DateTimeOffset? asOf) => asOf is null ? $"{Now} AND $3 IS NOT NULL" : AsOf;

    NpgsqlCommand Command(string sql, string shopId, object of, DateTimeOffset? asOf, params ReadOnlySpan<object> others) =>
        StayReading.Command(database, sql, shopId, of, asOf, others);
}
