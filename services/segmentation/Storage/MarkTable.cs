using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.ServiceDefaults.Database.Columns;
using Automation.ServiceDefaults.Database.Pruning;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Segmentation.Storage;

/// <summary>A record that the fold marked.</summary>
/// <param name="Partition">Of the event log.</param>
/// <param name="Sequence">Place in the partition.</param>
/// <param name="LogTime">When it was logged.</param>
/// <param name="Marks">What was found out; never nothing.</param>
readonly record struct MarkedRecord(int Partition, long Sequence, DateTimeOffset LogTime, FoldMarks Marks);

/// <summary>
/// Table <c>no_effect_records</c>: what the fold found out about records whose events are ingestion's, so that whoever reads
/// them again is told the same.
/// </summary>
sealed class MarkTable(NpgsqlDataSource database)
{
    static readonly Table<MarkedRecord> s_table = new("no_effect_records");

    static readonly ColumnList<MarkedRecord> s_all = s_table.Of(
        s_table.Column("partition", NpgsqlDbType.Smallint, row => (short)row.Partition),
        s_table.Column("sequence", NpgsqlDbType.Bigint, row => row.Sequence),
        s_table.Column("log_time", NpgsqlDbType.TimestampTz, row => row.LogTime),
        s_table.Column("mark", NpgsqlDbType.Smallint, row => (short)row.Marks));

    // Folded again after a rebuild, a record is found here.
    static readonly string s_write = $"{s_all.Insert} ON CONFLICT (partition, sequence) DO NOTHING";

    // Log times rise with sequences, so the oldest rows of a partition stand at the beginning of its key.
    const string Prune = """
        DELETE FROM no_effect_records WHERE partition = $1 AND log_time < $2 AND sequence = ANY (ARRAY(
            SELECT sequence FROM no_effect_records WHERE partition = $1 ORDER BY sequence LIMIT $3 FOR UPDATE SKIP LOCKED))
        """;

    public static async Task WriteAsync(
        NpgsqlTransaction transaction, IReadOnlyList<MarkedRecord> records, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(s_write, transaction.Connection, transaction);
        s_all.AddArrays(command.Parameters, records);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>What was found out about records of a partition after <paramref name="after"/> up to <paramref name="last"/>.</summary>
    public async Task<Dictionary<long, FoldMarks>> ReadAsync(int partition, long after, long last, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT sequence, mark FROM no_effect_records WHERE partition = $1 AND sequence > $2 AND sequence <= $3");
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = last });
        var found = new Dictionary<long, FoldMarks>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            found.Add(reader.GetInt64(0), (FoldMarks)reader.GetInt16(1));
        return found;
    }

    /// <summary>Forgets the rows of each partition once nobody reads their records again.</summary>
    public PruningPlan Pruning(SegmentationOptions options) => new(
        options.PruneInterval,
        [.. Enumerable.Range(0, Partitions.Count).Select(partition => new PrunedTable(
            "no_effect_records",
            options.NoEffectRetention,
            (before, portion, cancellationToken) => PruneAsync(partition, before, portion, cancellationToken)))]);

    async Task<int> PruneAsync(int partition, DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Prune);
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = before });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
