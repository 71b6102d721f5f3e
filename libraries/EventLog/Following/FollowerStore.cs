using Automation.EventLog.Incarnations;
using Npgsql;
using NpgsqlTypes;

namespace Automation.EventLog.Following;

/// <summary>Another replica took the partition, or its position moved without us: the transaction must not commit.</summary>
public sealed class FencedException(string message) : Exception(message);

/// <summary>A record that was parked.</summary>
public sealed record ParkedRecord(int Partition, long Sequence, string Reason, byte[] Record, DateTimeOffset ParkTime, bool IsRetryRequested);

/// <summary>The follower has stopped until an operator decides: the transaction must not commit.</summary>
sealed class StoppedException(string reason) : Exception(reason);

/// <summary>Positions, epochs and parked records of one follower, as SQL.</summary>
/// <param name="follower">Its name.</param>
/// <param name="database">Of its service.</param>
/// <param name="keepsLog">Whether the service keeps a log itself, and so <see cref="LogIdentity"/>.</param>
sealed partial class FollowerStore(string follower, NpgsqlDataSource database, bool keepsLog)
{
    readonly string _own = keepsLog ? LogIdentity.Incarnation : "''";

    /// <summary>Raises the epoch: from now on nobody else's transaction on the partition can commit. Only for the holder of its lock.</summary>
    /// <exception cref="FencedException">The owner session has lost the lock, or is gone.</exception>
    public async Task<(long Sequence, long Epoch)> TakeOverAsync(
        NpgsqlConnection connection, int partition, PartitionOwnership ownership, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            INSERT INTO follower_positions AS p (follower, partition, sequence, epoch)
            SELECT $1, $2, 0, 1 WHERE EXISTS ({PartitionOwnership.IsLocked})
            ON CONFLICT (follower, partition) DO UPDATE SET epoch = p.epoch + 1
            RETURNING sequence, epoch
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = follower },
                new() { Value = (short)partition },
                new() { Value = ownership.LockClass },
                new() { Value = ownership.SessionId },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetInt64(0), reader.GetInt64(1))
            : throw new FencedException($"Follower {follower} no longer holds the lock of partition {partition}.");
    }

    /// <summary>Locks the position rows, in order, and checks that they are what the owner believes.</summary>
    /// <returns>The incarnation of the service's own log; empty where it keeps none.</returns>
    /// <exception cref="FencedException">They are not.</exception>
    /// <exception cref="StoppedException">The follower has stopped, on whichever replica that was found out.</exception>
    public async Task<string> FenceAsync(
        NpgsqlTransaction transaction, IReadOnlyList<(int Partition, long Sequence, long Epoch)> expected, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"""
            SELECT partition, sequence, epoch, coalesce((SELECT stop_reason FROM followed_logs WHERE follower = $1), ''), {_own}
            FROM follower_positions WHERE follower = $1 AND partition = ANY($2) ORDER BY partition FOR UPDATE
            """,
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = follower },
                new() { Value = expected.Select(row => (short)row.Partition).ToArray() },
            },
        };
        var own = "";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        foreach (var (partition, sequence, epoch) in expected.OrderBy(row => row.Partition))
        {
            if (!await reader.ReadAsync(cancellationToken) || reader.GetInt16(0) != partition)
                throw new FencedException($"Follower {follower} has no position of partition {partition}.");
            if (reader.GetInt64(1) != sequence || reader.GetInt64(2) != epoch)
                throw new FencedException(
                    $"Follower {follower} expected partition {partition} at {sequence} in epoch {epoch}, found {reader.GetInt64(1)} in epoch {reader.GetInt64(2)}.");
            if (reader.GetString(3) is { Length: > 0 } reason)
                throw new StoppedException(reason);
            own = reader.GetString(4);
        }
        return own;
    }

    /// <summary>Moves the positions, in the transaction of the effects.</summary>
    public async Task AdvanceAsync(
        NpgsqlTransaction transaction, IReadOnlyList<(int Partition, long Sequence)> positions, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            UPDATE follower_positions p SET sequence = moved.sequence
            FROM unnest($2, $3) AS moved (partition, sequence)
            WHERE p.follower = $1 AND p.partition = moved.partition
            """,
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = follower },
                new() { Value = positions.Select(row => (short)row.Partition).ToArray() },
                new() { Value = positions.Select(row => row.Sequence).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The committed position of every partition, in order; 0 where nobody began.</summary>
    public async Task<long[]> PositionsAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT partition, sequence FROM follower_positions WHERE follower = $1");
        command.Parameters.Add(new() { Value = follower });
        var positions = new long[Partitions.Count];
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            positions[reader.GetInt16(0)] = reader.GetInt64(1);
        return positions;
    }

    /// <summary>Parks records in the transaction that moves past them.</summary>
    public async Task ParkAsync(
        NpgsqlTransaction transaction, IReadOnlyList<ParkedRecord> records, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO parked_records (follower, partition, sequence, reason, record, park_time)
            SELECT $1, parked.* FROM unnest($2, $3, $4, $5, $6) AS parked
            ON CONFLICT (follower, partition, sequence) DO UPDATE SET reason = excluded.reason, retry_request_time = NULL
            """,
            transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = follower },
                new() { Value = records.Select(parked => (short)parked.Partition).ToArray() },
                new() { Value = records.Select(parked => parked.Sequence).ToArray() },
                new() { Value = records.Select(parked => parked.Reason).ToArray() },
                new() { Value = records.Select(parked => parked.Record).ToArray() },
                new() { Value = records.Select(parked => parked.ParkTime).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Forgets a parked record, in the transaction of its late effects.</summary>
    public async Task UnparkAsync(NpgsqlTransaction transaction, int partition, long sequence, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "DELETE FROM parked_records WHERE follower = $1 AND partition = $2 AND sequence = $3", transaction.Connection, transaction)
        {
            Parameters = { new() { Value = follower }, new() { Value = (short)partition }, new() { Value = sequence } },
        };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Parked records in order, after a place; only those to retry, or all.</summary>
    public async Task<List<ParkedRecord>> ListParkedAsync(
        (int Partition, long Sequence) after, int count, bool isRetryOnly, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT partition, sequence, reason, record, park_time, retry_request_time IS NOT NULL FROM parked_records
            WHERE follower = $1 AND (partition, sequence) > ($2, $3) AND (NOT $4 OR retry_request_time IS NOT NULL)
            ORDER BY partition, sequence LIMIT $5
            """);
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = (short)after.Partition });
        command.Parameters.Add(new() { Value = after.Sequence });
        command.Parameters.Add(new() { Value = isRetryOnly });
        command.Parameters.Add(new() { Value = count });
        var parked = new List<ParkedRecord>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            parked.Add(new ParkedRecord(
                reader.GetInt16(0),
                reader.GetInt64(1),
                reader.GetString(2),
                reader.GetFieldValue<byte[]>(3),
                reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetBoolean(5)));
        }
        return parked;
    }

    /// <summary>Asks the partition's owner to try a parked record again.</summary>
    /// <returns>Whether there is one.</returns>
    public async Task<bool> RequestRetryAsync(int partition, long sequence, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE parked_records SET retry_request_time = $4 WHERE follower = $1 AND partition = $2 AND sequence = $3");
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = sequence });
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Notes that a retry failed too, and why.</summary>
    public async Task RefuseRetryAsync(int partition, long sequence, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            UPDATE parked_records SET retry_request_time = NULL, reason = $4
            WHERE follower = $1 AND partition = $2 AND sequence = $3
            """);
        command.Parameters.Add(new() { Value = follower });
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = sequence });
        command.Parameters.Add(new() { Value = reason });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<long> CountParkedAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT count(*) FROM parked_records WHERE follower = $1");
        command.Parameters.Add(new() { Value = follower });
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
