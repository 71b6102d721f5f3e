using Npgsql;

namespace Automation.Segmentation.Storage;

/// <summary>Whose window runs out first in a partition, or behind whom shoppers are to be judged by a new comparison of the customers.</summary>
/// <param name="JudgedSequence">The record by which others of the shop were judged last, another one for each page; 0: a window runs out.</param>
readonly record struct DueWindow(int Partition, DateTimeOffset DueTime, Guid ShopperId, long JudgedSequence);

/// <summary>What time alone is going to change.</summary>
sealed class DueWindowTable(NpgsqlDataSource database)
{
    /// <summary>The first of each partition that has run out by an instant.</summary>
    public async Task<List<DueWindow>> ReadFirstAsync(int[] partitions, DateTimeOffset by, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT p.partition, first.due_time, first.shopper_id, first.judged_sequence
            FROM unnest($1) AS p (partition), LATERAL (
                (SELECT due_time, shopper_id, 0::bigint AS judged_sequence FROM segment_states
                WHERE partition = p.partition AND due_time <= $2 ORDER BY due_time, shopper_id LIMIT 1)
                UNION ALL
                (SELECT tell_time, judged_after, judged_sequence FROM shop_cohorts
                WHERE partition = p.partition AND judged_after IS NOT NULL ORDER BY judged_sequence LIMIT 1)
                LIMIT 1) first
            """);
        command.Parameters.Add(new() { Value = partitions.Select(partition => (short)partition).ToArray() });
        command.Parameters.Add(new() { Value = by });
        var due = new List<DueWindow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            due.Add(new DueWindow(reader.GetInt16(0), reader.GetFieldValue<DateTimeOffset>(1), reader.GetGuid(2), reader.GetInt64(3)));
        return due;
    }
}
