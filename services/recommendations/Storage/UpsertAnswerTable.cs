using Automation.Recommendations.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.Recommendations.Storage;

/// <summary>Table <c>upsert_answers</c>: a repeated request is answered as it was the first time.</summary>
sealed class UpsertAnswerTable(NpgsqlDataSource database, TimeProvider time)
{
    // As long as ingestion knows the ids of the events that a request became.
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    /// <summary>The first answer and the digest of the request that it was for; null when there was none.</summary>
    public async Task<(byte[] Digest, UpsertProductsResponse Answer)?> FindAsync(
        string shopId, Guid requestId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT digest, answer FROM upsert_answers WHERE shop_id = $1 AND request_id = $2");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = requestId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetFieldValue<byte[]>(0), UpsertProductsResponse.Parser.ParseFrom(reader.GetFieldValue<byte[]>(1)))
            : null;
    }

    /// <summary>Keeps the answer unless there is one already, and lets those go that nobody repeats any more.</summary>
    public async Task KeepAsync(
        string shopId, Guid requestId, byte[] digest, UpsertProductsResponse answer, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "INSERT INTO upsert_answers (shop_id, request_id, digest, answer, answer_time) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING")
        {
            Parameters =
            {
                new() { Value = shopId },
                new() { Value = requestId },
                new() { Value = digest },
                new() { Value = answer.ToByteArray() },
                new() { Value = now },
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM upsert_answers WHERE answer_time < $1")
        {
            Parameters = { new() { Value = now - Lifetime } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
