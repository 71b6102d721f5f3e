using Automation.Segmentation.Lists;
using Automation.ServiceDefaults.Database.Columns;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>Table <c>list_members</c>: who was in which list, from which record to which one.</summary>
sealed class ListMemberTable(NpgsqlDataSource database)
{
    static readonly Table<ListStay> s_table = new("list_members");

    static readonly ColumnList<ListStay> s_all = s_table.Of(
        s_table.Column("shop_id", NpgsqlDbType.Text, row => row.Shopper.ShopId),
        s_table.Column("list_id", NpgsqlDbType.Text, row => row.ListId),
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
        ON CONFLICT (shop_id, list_id, shopper_id, enter_sequence) DO UPDATE
        SET leave_sequence = excluded.leave_sequence, leave_time = excluded.leave_time
        """;

    const string Leave = """
        UPDATE list_members m SET leave_sequence = gone.sequence, leave_time = gone.time
        FROM unnest($1, $2, $3, $4, $5) AS gone (shop_id, list_id, shopper_id, sequence, time)
        WHERE m.shop_id = gone.shop_id AND m.list_id = gone.list_id AND m.shopper_id = gone.shopper_id AND m.leave_sequence IS NULL
        """;

    const string Now = "leave_sequence IS NULL AND $3 IS NOT NULL";
    const string AsOf = "enter_time <= $3 AND (leave_time IS NULL OR leave_time > $3)";

    /// <summary>Writes the moves of a batch.</summary>
    public static async Task WriteAsync(NpgsqlTransaction transaction, ListMoves moves, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        // Those who left first: whoever left and came again has one open stay, the new one.
        if (moves.Departures.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Leave)
            {
                Parameters =
                {
                    new() { Value = moves.Departures.Select(departure => departure.Shopper.ShopId).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.ListId).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Shopper.ShopperId).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Sequence).ToArray() },
                    new() { Value = moves.Departures.Select(departure => departure.Time).ToArray() },
                },
            });
        }
        if (moves.Stays.Count > 0)
        {
            var insert = new NpgsqlBatchCommand(s_insert);
            s_all.AddArrays(insert.Parameters, moves.Stays);
            batch.BatchCommands.Add(insert);
        }
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long> CountAsync(string shopId, string listId, DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"SELECT count(*) FROM list_members WHERE shop_id = $1 AND list_id = $2 AND {Condition(asOf)}", shopId, listId, asOf);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>How many are in each of some lists; one that is not answered is empty.</summary>
    public async Task<Dictionary<string, long>> CountAsync(string shopId, IEnumerable<string> listIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT list_id, count(*) FROM list_members WHERE shop_id = $1 AND list_id = ANY($2) AND leave_sequence IS NULL GROUP BY list_id");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = listIds.ToArray() });
        var found = new Dictionary<string, long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetString(0), reader.GetInt64(1));
        return found;
    }

    /// <summary>A page of those who are, or were, in a list, by shopper id.</summary>
    public async Task<List<StayOf<Guid>>> ListMembersAsync(
        string shopId, string listId, DateTimeOffset? asOf, Guid after, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT shopper_id, enter_time FROM list_members
            WHERE shop_id = $1 AND list_id = $2 AND shopper_id > $4 AND {Condition(asOf)}
            ORDER BY shopper_id LIMIT $5
            """,
            shopId, listId, asOf, after, count);
        return await StayReading.ReadAsync<Guid>(command, cancellationToken);
    }

    /// <summary>A page of the lists that a shopper is, or was, in, by id, without those that are archived.</summary>
    public async Task<List<StayOf<string>>> ListListsAsync(
        string shopId, Guid shopperId, DateTimeOffset? asOf, string after, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            $"""
            SELECT m.list_id COLLATE "C", m.enter_time FROM list_members m
            JOIN lists l ON l.shop_id = m.shop_id AND l.list_id = m.list_id AND l.archive_time IS NULL
            WHERE m.shop_id = $1 AND m.shopper_id = $2 AND m.list_id COLLATE "C" > $4 AND {Condition(asOf)}
            ORDER BY 1 LIMIT $5
            """,
            shopId, shopperId, asOf, after, count);
        return await StayReading.ReadAsync<string>(command, cancellationToken);
    }

    static string Condition(DateTimeOffset? asOf) => asOf is null ? Now : AsOf;

    NpgsqlCommand Command(string sql, string shopId, object of, DateTimeOffset? asOf, params ReadOnlySpan<object> others) =>
        StayReading.Command(database, sql, shopId, of, asOf, others);
}
