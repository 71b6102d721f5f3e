using Npgsql;
using NpgsqlTypes;

namespace Automation.EventLog.Following;

/// <summary>A position that an operator's decision moved back.</summary>
sealed record MovedBack(int Partition, long Former, long Sequence);

/// <content>Which log the positions are in.</content>
sealed partial class FollowerStore
{
    public async Task<FollowerStand> StandAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"""
            SELECT p.partition, p.sequence, coalesce(f.incarnation, ''), coalesce(f.upstream_incarnation, ''), coalesce(f.stop_reason, ''), {_own}
            FROM (VALUES ($1)) AS one (follower)
            LEFT JOIN followed_logs f USING (follower) LEFT JOIN follower_positions p USING (follower)
            """);
        command.Parameters.Add(new() { Value = follower });
        var positions = new long[Partitions.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        FollowerStand? stand = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            stand ??= new FollowerStand(positions, reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5));
            if (!reader.IsDBNull(0))
                positions[reader.GetInt16(0)] = reader.GetInt64(1);
        }
        return stand!;
    }

    /// <summary>Follows this log from now on, unless another one is followed already.</summary>
    public async Task FollowAsync(string incarnation, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO followed_logs AS f (follower, incarnation) VALUES ($1, $2)
            ON CONFLICT (follower) DO UPDATE SET incarnation = excluded.incarnation WHERE f.incarnation = ''
            """);
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = incarnation });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Notes what the producer accepts of its own producer, as long as it is still the log that is followed.</summary>
    public async Task NoteUpstreamAsync(string incarnation, string upstream, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE followed_logs SET upstream_incarnation = $3 WHERE follower = $1 AND incarnation = $2 AND stop_reason = ''");
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = incarnation });
        command.Parameters.Add(new() { Value = upstream });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Stops the follower on every replica, until <see cref="AdoptAsync"/>. The first reason stays.</summary>
    /// <param name="judged">What was compared with the log. Where it was adopted since, it follows another one or has positions that went back, and goes on.</param>
    /// <param name="reason">What is wrong with it.</param>
    /// <param name="now">When that was found out.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task StopAsync(FollowerStand judged, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            INSERT INTO followed_logs AS f (follower, stop_reason, stop_time)
            SELECT $1, $2, $3 WHERE NOT EXISTS (
                SELECT FROM follower_positions p JOIN unnest($5) WITH ORDINALITY AS judged (sequence, number) ON judged.number = p.partition + 1
                WHERE p.follower = $1 AND p.sequence < judged.sequence)
            ON CONFLICT (follower) DO UPDATE SET stop_reason = excluded.stop_reason, stop_time = excluded.stop_time
            WHERE f.stop_reason = '' AND f.incarnation = $4
            """);
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = judged.Incarnation });
        command.Parameters.Add(new() { Value = judged.Positions });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes the log as it is for the one that is followed, and lets a stopped follower go on.</summary>
    /// <param name="heads">As asked for now.</param>
    /// <param name="overlap">So many records before are handled again.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Why it had stopped, empty: it had not; and what was moved.</returns>
    public async Task<(string Reason, List<MovedBack> Moved)> AdoptAsync(FollowedHeads heads, int overlap, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // In the order in which batches lock; a batch that waits for them finds another epoch.
        await ExecuteAsync("SELECT FROM follower_positions WHERE follower = $1 ORDER BY partition FOR UPDATE", []);
        var reason = (string?)await ScalarAsync("SELECT stop_reason FROM followed_logs WHERE follower = $1 FOR UPDATE", []) ?? "";
        if (reason.Length == 0)
            return ("", []);
        var moved = new List<MovedBack>();
        await using (var command = Command(
            """
            WITH goal AS (
                SELECT p.partition, p.sequence AS former, greatest(least(p.sequence, head.sequence) - $3, 0) AS sequence
                FROM follower_positions p JOIN unnest($2) WITH ORDINALITY AS head (sequence, number) ON head.number = p.partition + 1
                WHERE p.follower = $1)
            UPDATE follower_positions p SET sequence = goal.sequence, epoch = p.epoch + 1
            FROM goal WHERE p.follower = $1 AND p.partition = goal.partition
            RETURNING goal.partition, goal.former, goal.sequence
            """,
            [heads.Sequences, (long)overlap]))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (reader.GetInt64(1) != reader.GetInt64(2))
                    moved.Add(new MovedBack(reader.GetInt16(0), reader.GetInt64(1), reader.GetInt64(2)));
            }
        }
        await ExecuteAsync(
            "UPDATE followed_logs SET incarnation = $2, upstream_incarnation = $3, stop_reason = '', stop_time = NULL WHERE follower = $1",
            [heads.Incarnation, heads.Upstream]);
        await transaction.CommitAsync(cancellationToken);
        return (reason, moved);

        NpgsqlCommand Command(string sql, object[] more)
        {
            var command = new NpgsqlCommand(sql, connection, transaction) { Parameters = { new() { Value = follower } } };
            foreach (var value in more)
                command.Parameters.Add(new() { Value = value });
            return command;
        }

        async Task ExecuteAsync(string sql, object[] more)
        {
            await using var command = Command(sql, more);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        async Task<object?> ScalarAsync(string sql, object[] more)
        {
            await using var command = Command(sql, more);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }
}
