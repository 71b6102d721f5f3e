using Automation.Segmentation.V1;
using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>The shoppers of a shop in a partition, some of whom are to be filled in.</summary>
readonly record struct BackfillWork(string ShopId, int Partition);

/// <summary>Who is to be filled in for new versions of segments, and those who are.</summary>
sealed class BackfillTable(NpgsqlDataSource database)
{
    /// <summary>
    /// Where there is something to fill in, of the partitions that are owned here. Versions of a shop are filled in together, so while one is paused the
    /// others wait, too.
    /// </summary>
    public async Task<List<BackfillWork>> ReadWorkAsync(int[] partitions, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT DISTINCT p.shop_id, p.partition FROM segment_partitions p JOIN segment_versions v USING (shop_id, number)
            WHERE p.partition = ANY($1) AND NOT p.is_filled AND p.end_sequence IS NULL
                AND v.stage IN ({(int)SegmentStage.Preparing}, {(int)SegmentStage.Effective})
                AND NOT EXISTS (
                    SELECT FROM segment_versions held WHERE held.shop_id = p.shop_id AND held.stage = {(int)SegmentStage.Preparing} AND held.paused)
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
