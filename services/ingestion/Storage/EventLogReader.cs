using Automation.Commerce.V1;
using Automation.EventLog.Incarnations;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace Automation.Ingestion.Storage;

/// <summary>Reads pages of the log. A page ends at its count or its bytes, and PostgreSQL sends no more than that.</summary>
sealed class EventLogReader(NpgsqlDataSource database)
{
    // The running sum is of stored lengths, so that rows beyond the page are not even unpacked. Whoever shows a page
    // counts about 150 bytes of place, ids and times to each payload.
    static string Page(string where, string order) => $"""
        SELECT partition, sequence, shop_id, shopper_id, log_time, depth, traceparent, payload, control
        FROM (
            SELECT *, sum(octet_length(coalesce(payload, control)) + 150) OVER (ORDER BY sequence {order} ROWS UNBOUNDED PRECEDING)
                - octet_length(coalesce(payload, control)) - 150 AS bytes_before
            FROM events WHERE {where} ORDER BY sequence {order} LIMIT $3
        ) page
        WHERE bytes_before < {Limits.PageBytes} ORDER BY sequence {order}
        """;

    static readonly string PartitionPage = Page("partition = $1 AND sequence > $2", "ASC");

    static readonly string ShopperPage = Page("shop_id = $4 AND shopper_id = $5 AND partition = $1 AND sequence < $2 AND payload IS NOT NULL", "DESC");

    // One more than asked for tells whether there are more; those behind it are neither counted nor summed.
    static readonly string ShoppersPage = $"""
        SELECT partition, sequence, shop_id, shopper_id, log_time, depth, traceparent, payload, control, found
        FROM (
            SELECT *, count(*) OVER () AS found,
                sum(octet_length(coalesce(payload, control)) + 150) OVER (ORDER BY n, sequence ROWS UNBOUNDED PRECEDING)
                - octet_length(coalesce(payload, control)) - 150 AS bytes_before
            FROM (
                SELECT event.*, asked.n FROM unnest($2) WITH ORDINALITY AS asked(shopper_id, n)
                JOIN events event ON event.shop_id = $1 AND event.shopper_id = asked.shopper_id AND event.partition = $3
                    AND (asked.n > 1 OR event.sequence > $4)
                ORDER BY asked.n, sequence LIMIT $5 + 1
            ) first
        ) page
        WHERE bytes_before < {Limits.PageBytes} ORDER BY n, sequence LIMIT $5
        """;

    /// <summary>The records of shoppers, one shopper after the other; of the first one those after a sequence.</summary>
    /// <returns>Whether these are all that there are, and the incarnation of the log.</returns>
    public async Task<(bool IsComplete, string Incarnation)> ReadShoppersAsync(
        string shopId, Guid[] shopperIds, int partition, long afterSequence, int maxRecords, ICollection<LoggedEvent> into,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(ShoppersPage)
                {
                    Parameters =
                    {
                        new() { Value = shopId }, new() { Value = shopperIds }, new() { Value = (short)partition },
                        new() { Value = afterSequence }, new() { Value = maxRecords },
                    },
                },
                new($"SELECT {LogIdentity.Incarnation}"),
            },
        };
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var found = 0L;
        var count = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            into.Add(Read(reader));
            found = reader.GetInt64(9);
            count++;
        }
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (count == found, reader.GetString(0));
    }

    /// <summary>The next records after a sequence.</summary>
    /// <returns>The incarnation of the log.</returns>
    public async Task<string> ReadPartitionAsync(
        int partition, long afterSequence, int maxRecords, ICollection<LoggedEvent> into, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(PartitionPage)
                {
                    Parameters = { new() { Value = (short)partition }, new() { Value = afterSequence }, new() { Value = maxRecords } },
                },
                // After the records: were the log set back in between, they would bear the new name and be refused.
                new($"SELECT {LogIdentity.Incarnation}"),
            },
        };
        await batch.PrepareAsync(cancellationToken);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await ReadAsync(reader, into, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetString(0);
    }

    /// <summary>A shopper's events before a sequence, newest first.</summary>
    public async Task ReadShopperAsync(
        string shopId, Guid shopperId, int partition, long beforeSequence, int maxRecords, ICollection<LoggedEvent> into,
        CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ShopperPage, connection)
        {
            Parameters =
            {
                new() { Value = (short)partition }, new() { Value = beforeSequence }, new() { Value = maxRecords },
                new() { Value = shopId }, new() { Value = shopperId },
            },
        };
        // Stays with the pooled connection, so the statement is parsed once for each.
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await ReadAsync(reader, into, cancellationToken);
    }

    /// <summary>Whether a shopper has an event before a sequence.</summary>
    public async Task<bool> HasEarlierAsync(
        string shopId, Guid shopperId, int partition, long beforeSequence, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT EXISTS (
                SELECT FROM events
                WHERE shop_id = $1 AND shopper_id = $2 AND partition = $3 AND sequence < $4 AND payload IS NOT NULL)
            """);
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = shopperId });
        command.Parameters.Add(new() { Value = (short)partition });
        command.Parameters.Add(new() { Value = beforeSequence });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static async Task ReadAsync(NpgsqlDataReader reader, ICollection<LoggedEvent> into, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken))
            into.Add(Read(reader));
    }

    static LoggedEvent Read(NpgsqlDataReader reader)
    {
        var logged = new LoggedEvent
        {
            Partition = reader.GetInt16(0),
            Sequence = reader.GetInt64(1),
            ShopId = reader.GetString(2),
            ShopperId = reader.IsDBNull(3) ? "" : reader.GetGuid(3).ToString(),
            LogTime = reader.GetFieldValue<DateTimeOffset>(4).ToTimestamp(),
            Depth = reader.GetInt16(5),
            Traceparent = reader.IsDBNull(6) ? "" : reader.GetString(6),
        };
        if (!reader.IsDBNull(7))
            logged.Event = Read(Event.Parser, reader.GetFieldValue<byte[]>(7));
        else
            logged.Control = Read(ControlRecord.Parser, reader.GetFieldValue<byte[]>(8));
        return logged;
    }

    // Damaged bytes must not keep the readers from what comes after them: they get the place without the record.
    static T? Read<T>(MessageParser<T> parser, byte[] stored)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseFrom(stored);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
