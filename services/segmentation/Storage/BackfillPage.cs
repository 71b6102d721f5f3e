using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Reads the shoppers of a page, and tells who of them has changed since.</summary>
static class BackfillPage
{
    const string Columns = """
        p.shopper_id, p.state, p.sequence, p.xmin::text, s.generation, s.evaluate_time, s.state,
            ARRAY(SELECT number FROM memberships WHERE shop_id = p.shop_id AND shopper_id = p.shopper_id AND leave_sequence IS NULL),
            s.due_time
        FROM profiles p LEFT JOIN segment_states s ON s.shop_id = p.shop_id AND s.shopper_id = p.shopper_id
        """;

    /// <summary>The next shoppers behind one that a generation of versions does not include.</summary>
    /// <param name="now">Whoever is due by then is told of it first.</param>
    /// <returns>Those who can be filled in; the last who was looked at, null: there are no more; whether somebody waits to be told.</returns>
    public static async Task<(List<ShopperToFill> Shoppers, Guid? Last, bool IsWaiting)> ReadAsync(
        NpgsqlConnection connection, BackfillWork work, long generation, Guid after, int count, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT {Columns}
            WHERE p.shop_id = $1 AND p.partition = $2 AND p.shopper_id > $3 AND (s.generation IS NULL OR s.generation < $4)
            ORDER BY p.shopper_id LIMIT $5
            """,
            connection);
        foreach (object value in (ReadOnlySpan<object>)[work.ShopId, (short)work.Partition, after, generation, count])
            command.Parameters.Add(new() { Value = value });
        return await ReadAsync(command, work, now, cancellationToken);
    }

    /// <summary>Reads some shoppers again, in the transaction of <see cref="LockAsync"/>: nobody can change them any more while it lasts.</summary>
    public static async Task<List<ShopperToFill>> ReadAgainAsync(
        NpgsqlConnection connection, BackfillWork work, long generation, Guid[] shopperIds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"SELECT {Columns} WHERE p.shop_id = $1 AND p.shopper_id = ANY($2) AND (s.generation IS NULL OR s.generation < $3)", connection);
        foreach (object value in (ReadOnlySpan<object>)[work.ShopId, shopperIds, generation])
            command.Parameters.Add(new() { Value = value });
        return (await ReadAsync(command, work, now, cancellationToken)).Shoppers;
    }

    /// <summary>Sequences of records of a partition that are parked: they count when they are tried again, not before.</summary>
    public static async Task<HashSet<long>> ReadParkedAsync(NpgsqlConnection connection, int partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("SELECT sequence FROM parked_records WHERE follower = $1 AND partition = $2", connection)
        {
            Parameters = { new() { Value = FollowerNames.Profiles }, new() { Value = (short)partition } },
        };
        var parked = new HashSet<long>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            parked.Add(reader.GetInt64(0));
        return parked;
    }

    /// <summary>
    /// Keeps the follower of a partition from committing while the transaction lasts. Answers those of the shoppers whose profiles
    /// are still those that were read, as what came since is not in what was made of them, and whom nobody has filled in meanwhile.
    /// </summary>
    /// <returns>The follower's position, and who is unchanged.</returns>
    public static async Task<(long Position, HashSet<Guid> Unchanged)> LockAsync(
        NpgsqlTransaction transaction, BackfillWork work, long generation, IReadOnlyList<ShopperToFill> shoppers, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new("SELECT sequence FROM follower_positions WHERE follower = $1 AND partition = $2 FOR UPDATE")
                {
                    Parameters = { new() { Value = FollowerNames.Profiles }, new() { Value = (short)work.Partition } },
                },
                // Also a record that is tried again makes another row version; it moves no position.
                new(
                    """
                    SELECT p.shopper_id FROM unnest($2, $3) AS read (shopper_id, row_version)
                    JOIN profiles p ON p.shop_id = $1 AND p.shopper_id = read.shopper_id AND p.xmin::text = read.row_version
                    LEFT JOIN segment_states s ON s.shop_id = $1 AND s.shopper_id = read.shopper_id
                    WHERE s.generation IS NULL OR s.generation < $4
                    """)
                {
                    Parameters =
                    {
                        new() { Value = work.ShopId },
                        new() { Value = shoppers.Select(shopper => shopper.Shopper.ShopperId).ToArray() },
                        new() { Value = shoppers.Select(shopper => shopper.RowVersion).ToArray() },
                        new() { Value = generation },
                    },
                },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var position = await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : 0;
        await reader.NextResultAsync(cancellationToken);
        var unchanged = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            unchanged.Add(reader.GetGuid(0));
        return (position, unchanged);
    }

    static async Task<(List<ShopperToFill> Shoppers, Guid? Last, bool IsWaiting)> ReadAsync(
        NpgsqlCommand command, BackfillWork work, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (shoppers, last, isWaiting) = (new List<ShopperToFill>(), (Guid?)null, false);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = new ShopperKey(work.ShopId, reader.GetGuid(0));
            last = shopper.ShopperId;
            var (former, isSound) = reader.IsDBNull(4) ? (null, true) : ReadFormer(reader, work.Partition, shopper);
            // What the shopper is in already changes by the log alone, so windows that have run out come first. A damaged state waits for
            // nothing: time puts it off.
            if (isSound && !reader.IsDBNull(8) && reader.GetFieldValue<DateTimeOffset>(8) <= now)
            {
                isWaiting = true;
                continue;
            }
            // A damaged profile is in no segment until it is mended; the others do not wait for that.
            if (StoredProfile.Read(shopper, reader.GetInt64(2), reader.GetFieldValue<byte[]>(1)) is { Damage: null } stored)
                shoppers.Add(new ShopperToFill(shopper, stored.State, reader.GetInt64(2), reader.GetString(3), former, isSound));
        }
        return (shoppers, last, isWaiting);
    }

    // Of a damaged one it is known still what the shopper is in: it is made anew from there.
    static (ShopperSegments Former, bool IsSound) ReadFormer(NpgsqlDataReader reader, int partition, ShopperKey shopper)
    {
        var bytes = reader.GetFieldValue<byte[]>(6);
        var state = SegmentStateTable.Parse(bytes);
        var former = new ShopperSegments(
            partition, shopper, reader.GetInt64(4), state ?? new() { MemberOf = { reader.GetFieldValue<int[]>(7).Select(number => (uint)number) } }, bytes)
        {
            EvaluateTime = reader.GetFieldValue<DateTimeOffset>(5),
        };
        return (former, state is not null);
    }
}
