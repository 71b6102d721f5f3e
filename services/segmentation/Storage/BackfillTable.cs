using Automation.Profiles;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;
using Automation.Segments;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>The shoppers of a shop in a partition, some of whom are to be filled in.</summary>
readonly record struct BackfillWork(string ShopId, int Partition);

/// <summary>A shopper to fill in.</summary>
/// <param name="Shopper">Who.</param>
/// <param name="State">The profile as it is.</param>
/// <param name="Sequence">The last record that it includes.</param>
/// <param name="Former">What was kept of the segments before; null: nothing.</param>
sealed record ShopperToFill(ShopperKey Shopper, ProfileState State, long Sequence, ShopperSegments? Former)
{
    public Profile Profile => State.Profile;
}

/// <summary>Who is to be filled in for new versions of segments, and those who are.</summary>
sealed class BackfillTable(NpgsqlDataSource database)
{
    /// <summary>Where there is something to fill in, of the partitions that are owned here.</summary>
    public async Task<List<BackfillWork>> ReadWorkAsync(int[] partitions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT DISTINCT p.shop_id, p.partition FROM segment_partitions p JOIN segment_versions v USING (shop_id, number)
            WHERE p.partition = ANY($1) AND NOT p.is_filled AND p.end_sequence IS NULL
                AND v.stage IN ({(int)SegmentStage.Preparing}, {(int)SegmentStage.Effective})
            """);
        command.Parameters.Add(new() { Value = partitions.Select(partition => (short)partition).ToArray() });
        var work = new List<BackfillWork>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            work.Add(new BackfillWork(reader.GetString(0), reader.GetInt16(1)));
        return work;
    }

    /// <summary>Counts the shoppers there are, for the progress that is shown.</summary>
    public Task CountAsync(BackfillWork work, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE segment_partitions SET shopper_count = (SELECT count(*) FROM profiles WHERE shop_id = $1 AND partition = $2)
        WHERE shop_id = $1 AND partition = $2 AND NOT is_filled AND end_sequence IS NULL AND shopper_count = 0
        """,
        cancellationToken, work.ShopId, (short)work.Partition);

    /// <summary>The next shoppers behind one that a generation of versions does not include.</summary>
    /// <returns>Those who can be filled in, and the last who was looked at; null: there are no more.</returns>
    public async Task<(List<ShopperToFill> Shoppers, Guid? Last)> ReadShoppersAsync(
        BackfillWork work, long generation, Guid after, int count, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT p.shopper_id, p.state, p.sequence, s.generation, s.evaluate_time, s.state,
                ARRAY(SELECT number FROM memberships WHERE shop_id = p.shop_id AND shopper_id = p.shopper_id AND leave_sequence IS NULL)
            FROM profiles p LEFT JOIN segment_states s ON s.shop_id = p.shop_id AND s.shopper_id = p.shopper_id
            WHERE p.shop_id = $1 AND p.partition = $2 AND p.shopper_id > $3 AND (s.generation IS NULL OR s.generation < $4)
            ORDER BY p.shopper_id LIMIT $5
            """);
        foreach (object value in (ReadOnlySpan<object>)[work.ShopId, (short)work.Partition, after, generation, count])
            command.Parameters.Add(new() { Value = value });
        var (shoppers, last) = (new List<ShopperToFill>(), (Guid?)null);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var shopper = new ShopperKey(work.ShopId, reader.GetGuid(0));
            last = shopper.ShopperId;
            // Of a damaged one it is known still what the shopper is in: it is made anew from there.
            var former = reader.IsDBNull(3)
                ? null
                : new ShopperSegments(
                    work.Partition, shopper, reader.GetInt64(3),
                    SegmentStateTable.Parse(reader.GetFieldValue<byte[]>(5)) ?? InOf(reader.GetFieldValue<int[]>(6)))
                {
                    EvaluateTime = reader.GetFieldValue<DateTimeOffset>(4),
                };
            // A damaged profile is in no segment until it is mended; the others do not wait for that.
            if (StoredProfile.Read(shopper, reader.GetInt64(2), reader.GetFieldValue<byte[]>(1)) is { Damage: null } stored)
                shoppers.Add(new ShopperToFill(shopper, stored.State, reader.GetInt64(2), former));
        }
        return (shoppers, last);
    }

    static SegmentState InOf(int[] numbers) => new() { MemberOf = { numbers.Select(number => (uint)number) } };

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
                new(
                    """
                    SELECT p.shopper_id FROM unnest($2, $3) AS read (shopper_id, sequence)
                    JOIN profiles p ON p.shop_id = $1 AND p.shopper_id = read.shopper_id AND p.sequence = read.sequence
                    LEFT JOIN segment_states s ON s.shop_id = $1 AND s.shopper_id = read.shopper_id
                    WHERE s.generation IS NULL OR s.generation < $4
                    """)
                {
                    Parameters =
                    {
                        new() { Value = work.ShopId },
                        new() { Value = shoppers.Select(shopper => shopper.Shopper.ShopperId).ToArray() },
                        new() { Value = shoppers.Select(shopper => shopper.Sequence).ToArray() },
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

    /// <summary>Notes so many more shoppers that a generation includes.</summary>
    public static NpgsqlBatchCommand Progress(BackfillWork work, long generation, int filled) => new(
        """
        UPDATE segment_partitions SET filled_count = filled_count + $4
        WHERE shop_id = $1 AND partition = $2 AND prepare_sequence <= $3 AND NOT is_filled
        """)
    {
        Parameters =
        {
            new() { Value = work.ShopId }, new() { Value = (short)work.Partition }, new() { Value = generation }, new() { Value = (long)filled },
        },
    };

    /// <summary>All are filled in.</summary>
    public Task FinishAsync(BackfillWork work, long generation, DateTimeOffset time, CancellationToken cancellationToken) => ExecuteAsync(
        """
        UPDATE segment_partitions SET is_filled = true, fill_time = $4
        WHERE shop_id = $1 AND partition = $2 AND prepare_sequence <= $3 AND NOT is_filled
        """,
        cancellationToken, work.ShopId, (short)work.Partition, generation, time);

    async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
