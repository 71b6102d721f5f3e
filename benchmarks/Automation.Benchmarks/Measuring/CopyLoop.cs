using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Automation.Benchmarks.Measuring;

/// <summary>A row of the event log: an event, or a control record that one caused.</summary>
sealed record LogRow(
    short Partition, long Sequence, string ShopId, Guid? ShopperId, DateTime LogTime, short Depth, string? Traceparent, byte[]? Payload,
    byte[]? Control);

/// <summary>The limit: rows of the log, once more, by COPY, 500 for each commit, into a table with the same columns and indexes.</summary>
/// <param name="connection">To ingestion's database.</param>
/// <param name="table">Its name; each loop has one of its own.</param>
sealed class CopyLoop(NpgsqlConnection connection, string table)
{
    const int CommitRows = 500;
    const string Columns = "partition, sequence, shop_id, shopper_id, log_time, depth, traceparent, payload, control";

    public Task CreateTableAsync() => ExecuteAsync($"CREATE TABLE {table} (LIKE ingestion.events INCLUDING ALL)");

    /// <summary>For rows that it has already.</summary>
    public Task EmptyAsync() => ExecuteAsync($"TRUNCATE {table}");

    /// <summary>The rows that the log has and the copy has not.</summary>
    public Task<List<LogRow>> ReadNewAsync() => ReadAsync(
        $"""
        WHERE sequence > coalesce((SELECT max(sequence) FROM {table} c WHERE c.partition = e.partition), 0)
        ORDER BY log_time, partition, sequence
        """);

    /// <summary>The log's newest rows.</summary>
    public Task<List<LogRow>> ReadLastAsync(int count) => ReadAsync($"ORDER BY log_time DESC LIMIT {count}");

    async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task<List<LogRow>> ReadAsync(string which)
    {
        await using var command = new NpgsqlCommand($"SELECT {Columns} FROM ingestion.events e {which}", connection) { CommandTimeout = 300 };
        var rows = new List<LogRow>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            rows.Add(new LogRow(
                reader.GetInt16(0), reader.GetInt64(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetGuid(3),
                reader.GetDateTime(4), reader.GetInt16(5), reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetFieldValue<byte[]>(7), reader.IsDBNull(8) ? null : reader.GetFieldValue<byte[]>(8)));
        }
        return rows;
    }

    /// <summary>Copies and commits; answers how long that took.</summary>
    public async Task<TimeSpan> CopyAsync(List<LogRow> rows)
    {
        var began = Stopwatch.GetTimestamp();
        for (var first = 0; first < rows.Count; first += CommitRows)
        {
            await using var writer = await connection.BeginBinaryImportAsync($"COPY {table} ({Columns}) FROM STDIN (FORMAT BINARY)");
            foreach (var row in rows[first..Math.Min(first + CommitRows, rows.Count)])
                await WriteAsync(writer, row);
            // Outside a transaction the end of the COPY is its commit.
            await writer.CompleteAsync();
        }
        return Stopwatch.GetElapsedTime(began);
    }

    static async Task WriteAsync(NpgsqlBinaryImporter writer, LogRow row)
    {
        await writer.StartRowAsync();
        await writer.WriteAsync(row.Partition, NpgsqlDbType.Smallint);
        await writer.WriteAsync(row.Sequence, NpgsqlDbType.Bigint);
        await writer.WriteAsync(row.ShopId, NpgsqlDbType.Text);
        if (row.ShopperId is { } shopperId)
            await writer.WriteAsync(shopperId, NpgsqlDbType.Uuid);
        else
            await writer.WriteNullAsync();
        await writer.WriteAsync(row.LogTime, NpgsqlDbType.TimestampTz);
        await writer.WriteAsync(row.Depth, NpgsqlDbType.Smallint);
        await WriteAsync(writer, row.Traceparent, NpgsqlDbType.Text);
        await WriteAsync(writer, row.Payload, NpgsqlDbType.Bytea);
        await WriteAsync(writer, row.Control, NpgsqlDbType.Bytea);
    }

    static Task WriteAsync<T>(NpgsqlBinaryImporter writer, T? value, NpgsqlDbType type)
        where T : class =>
        value is null ? writer.WriteNullAsync() : writer.WriteAsync(value, type);
}
