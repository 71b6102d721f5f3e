using Automation.Segmentation.Memberships;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Database.Columns;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>Table <c>memberships</c>: who was in which version of a segment, from which record to which one.</summary>
sealed class MembershipTable(NpgsqlDataSource database)
{
    static readonly Table<Stay> s_table = new("memberships");

    static readonly ColumnList<Stay> s_all = s_table.Of(
        s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Shopper.ShopId),
        s_table.Column("number", NpgsqlDbType.Integer, row => row.Number),
        s_table.Column("shopper_id", NpgsqlDbType.Uuid, row => row.Shopper.ShopperId),
        s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Partition),
        s_table.Column("enter_sequence", NpgsqlDbType.Bigint, row => row.EnterSequence),
        s_table.Column("enter_time", NpgsqlDbType.TimestampTz, row => row.EnterTime),
        s_table.Column("leave_sequence", NpgsqlDbType.Bigint, row => row.LeaveSequence),
        s_table.Column("leave_time", NpgsqlDbType.TimestampTz, row => row.LeaveTime));

    // Folded again after a rebuild, a stay is found here; so is one that records tried again end and begin at one sequence.
    static readonly string s_insert =
        $"""
        {s_all.Insert}
        ON CONFLICT (shop_id, number, shopper_id, enter_sequence) DO UPDATE
        SET leave_sequence = excluded.leave_sequence, leave_time = excluded.leave_time
        """;

    const string Leave = """
        UPDATE memberships m SET leave_sequence = gone.sequence, leave_time = gone.time
        FROM unnest($1, $2, $3, $4, $5) AS gone (shop_id, number, shopper_id, sequence, time)
        WHERE m.shop_id = gone.shop_id AND m.number = gone.number AND m.shopper_id = gone.shopper_id AND m.leave_sequence IS NULL
        """;

    // What changed while a version did not count yet, or any more, is nobody's news.
    const string Changes = """
        SELECT c.sequence, c.shop_id, c.shopper_id, v.segment_id, v.version, c.movement
        FROM (
            SELECT enter_sequence AS sequence, shop_id, shopper_id, number, 1 AS movement
            FROM memberships WHERE partition = $1 AND enter_sequence > $2 AND enter_sequence <= $3
            UNION ALL
            SELECT leave_sequence, shop_id, shopper_id, number, 2
            FROM memberships WHERE partition = $1 AND leave_sequence > $2 AND leave_sequence <= $3
        ) c
        JOIN segment_partitions v ON v.partition = $1 AND v.shop_id = c.shop_id AND v.number = c.number
            AND v.begin_sequence < c.sequence AND (v.end_sequence IS NULL OR v.end_sequence > c.sequence)
        """;

    /// <summary>Forgets stays that were over before an instant.</summary>
    public Task<int> PruneAsync(DateTimeOffset before, int portion, CancellationToken cancellationToken) => DeleteAsync(
        "SELECT ctid FROM memberships WHERE leave_time < $1 ORDER BY leave_time LIMIT $2 FOR UPDATE SKIP LOCKED", before, portion, cancellationToken);

    /// <summary>Forgets stays of versions that ended before an instant: nobody left them.</summary>
    public Task<int> PruneEndedAsync(DateTimeOffset before, int portion, CancellationToken cancellationToken) => DeleteAsync(
        """
        SELECT m.ctid FROM segment_partitions v JOIN memberships m ON m.shop_id = v.shop_id AND m.number = v.number AND m.partition = v.partition
        WHERE v.end_time < $1 LIMIT $2 FOR UPDATE OF m SKIP LOCKED
        """,
        before, portion, cancellationToken);

    async Task<int> DeleteAsync(string which, DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"DELETE FROM memberships WHERE ctid = ANY (ARRAY({which}))");
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What writes the moves of a batch, in this order.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Write(MembershipMoves moves)
    {
        // Those who left first: whoever left and came again has one open stay, the new one.
        if (moves.Departures.Count > 0)
        {
            yield return new NpgsqlBatchCommand(Leave)
            {
                Parameters =
                {
                    new() { Value = moves.Departures.Select(departure => departure.Shopper.ShopId).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Number).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Shopper.ShopperId).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Sequence).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Time).ToArray() },
                },
            };
        }
        if (moves.Stays.Count > 0)
        {
            var insert = new NpgsqlBatchCommand(s_insert);
            s_all.AddArrays(insert.Parameters, moves.Stays);
            yield return insert;
        }
    }

    /// <summary>What records of a partition after <paramref name="after"/> up to <paramref name="last"/> changed, by sequence.</summary>
    public async Task<Dictionary<long, List<MembershipChange>>> ReadChangesAsync(
        int partition, long after, long last, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Changes);
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = last });
        var found = new Dictionary<long, List<MembershipChange>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var sequence = reader.GetInt64(0);
            if (!found.TryGetValue(sequence, out var changes))
                found[sequence] = changes = [];
            changes.Add(new MembershipChange
            {
                ShopId = reader.GetString(1),
                ShopperId = reader.GetGuid(2).ToString(),
                SegmentId = reader.GetString(3),
                Version = reader.GetInt32(4),
                Movement = (Movement)reader.GetInt32(5),
            });
        }
        foreach (var changes in found.Values)
            changes.Sort(MembershipOrder.Compare);
        return found;
    }
}
