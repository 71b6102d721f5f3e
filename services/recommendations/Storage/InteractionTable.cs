using Automation.EventLog.Following;
using Automation.Recommendations.Interactions;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Recommendations.Storage;

/// <summary>Table <c>interactions</c>. A partition's rows are written in order, by its owner alone: who has read up to one has read all before.</summary>
sealed class InteractionTable(NpgsqlDataSource database) : IInteractionLog
{
    static readonly string s_latest =
        $"""
        SELECT {InteractionColumns.All.NamesOf("i")} FROM generate_series(0, {Partitions.Count - 1}) AS p (partition)
        CROSS JOIN LATERAL (
            SELECT * FROM interactions WHERE partition = p.partition
            ORDER BY sequence DESC FETCH FIRST $1 ROWS WITH TIES) i
        """;

    static readonly string s_after =
        $"""
        SELECT {InteractionColumns.All.NamesOf("i")} FROM unnest($1) WITH ORDINALITY AS p (after, number)
        CROSS JOIN LATERAL (
            SELECT * FROM interactions WHERE partition = (p.number - 1)::smallint AND sequence > p.after
            ORDER BY sequence FETCH FIRST $2 ROWS WITH TIES) i
        """;

    // Nothing twice, whatever an operator lets be handled again.
    static readonly string s_append = $"{InteractionColumns.All.Insert} ON CONFLICT DO NOTHING";

    static readonly string s_prune =
        $"""
        -- Where the oldest one is to stay, nothing else is looked at.
        DELETE FROM interactions WHERE ctid = ANY(ARRAY(
            SELECT old.ctid FROM generate_series(0, {Partitions.Count - 1}) AS p (partition)
            CROSS JOIN LATERAL (
                SELECT log_microseconds FROM interactions WHERE partition = p.partition ORDER BY sequence LIMIT 1) oldest
            CROSS JOIN LATERAL (
                SELECT ctid, log_microseconds FROM interactions
                WHERE partition = p.partition AND oldest.log_microseconds < $1 ORDER BY sequence LIMIT $2) old
            WHERE old.log_microseconds < $1 LIMIT $2))
        """;

    /// <summary>Adds interactions of partitions that the transaction owns.</summary>
    /// <param name="interactions">In the order of their partition's sequences.</param>
    public static NpgsqlBatchCommand AppendCommand(IReadOnlyCollection<Interaction> interactions)
    {
        var command = new NpgsqlBatchCommand(s_append);
        InteractionColumns.All.AddArrays(command.Parameters, interactions);
        return command;
    }

    /// <summary>Drops the oldest ones of each partition that were logged before an instant.</summary>
    /// <returns>How many went.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before, int portion, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(s_prune);
        command.Parameters.Add(new() { Value = (before - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond });
        command.Parameters.Add(new() { Value = portion });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task<List<Interaction>> ReadLatestAsync(int countOfEach, CancellationToken cancellationToken)
    {
        var command = database.CreateCommand(s_latest);
        command.Parameters.Add(new() { Value = (long)countOfEach });
        return ReadAsync(command, cancellationToken);
    }

    public Task<List<Interaction>> ReadAfterAsync(IReadOnlyList<long> after, int countOfEach, CancellationToken cancellationToken)
    {
        var command = database.CreateCommand(s_after);
        command.Parameters.Add(new() { Value = after.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = (long)countOfEach });
        return ReadAsync(command, cancellationToken);
    }

    static async Task<List<Interaction>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var disposing = command;
        var interactions = new List<Interaction>();
        // Most lines name a product and a shop that others named: once in memory is enough.
        var texts = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var row = InteractionColumns.All.Of(reader);
        while (await reader.ReadAsync(cancellationToken))
        {
            interactions.Add(new(
                row.Get(InteractionColumns.Partition), row.Get(InteractionColumns.Sequence), row.Get(InteractionColumns.Line),
                Once(row.Get(InteractionColumns.ShopId)), row.Get(InteractionColumns.ShopperId),
                (InteractionKind)row.Get(InteractionColumns.Kind), Once(row.Get(InteractionColumns.ProductId)),
                row.Get(InteractionColumns.Microseconds)));
        }
        interactions.Sort((one, other) => (one.Microseconds, one.Partition, one.Sequence, one.Line)
            .CompareTo((other.Microseconds, other.Partition, other.Sequence, other.Line)));
        return interactions;

        string Once(string text)
        {
            if (texts.TryGetValue(text, out var known))
                return known;
            texts.Add(text);
            return text;
        }
    }
}
