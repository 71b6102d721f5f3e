using Automation.ServiceDefaults.Database.Pruning;
using Npgsql;

namespace Automation.EventLog.Outbox;

/// <summary>A row that its destination does not take.</summary>
/// <param name="OutboxId">Its number.</param>
/// <param name="ShopId">Whose shop.</param>
/// <param name="EventId">Unique within the shop.</param>
/// <param name="Reason">Why.</param>
/// <param name="RefuseTime">When it was refused first, by the shop clock.</param>
/// <param name="RetryTime">When it goes out again by itself, by the real clock; null: it does not.</param>
/// <param name="Message">In serialized form.</param>
sealed record RefusedRow(
    long OutboxId, string ShopId, string EventId, string Reason, DateTimeOffset? RefuseTime, DateTimeOffset? RetryTime, byte[] Message);

/// <summary>What an outbox could not bring to its destination, and the way back for it.</summary>
sealed class RefusedRows(NpgsqlDataSource database, Outbox outbox)
{
    /// <summary>Those after a number, in order.</summary>
    public async Task<List<RefusedRow>> ListAsync(long after, int count, CancellationToken cancellationToken)
    {
        await using var command = Command(
            """
            SELECT outbox_id, shop_id, event_id, refuse_reason, refuse_time, retry_time, derived_event FROM outbox
            WHERE refuse_reason IS NOT NULL AND outbox_id > $1 ORDER BY outbox_id LIMIT $2
            """,
            after, count);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<RefusedRow>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new RefusedRow(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), TimeOrNull(4), TimeOrNull(5),
                reader.GetFieldValue<byte[]>(6)));
        }
        return rows;

        DateTimeOffset? TimeOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>Sends a row on its way again.</summary>
    /// <returns>Whether it was refused.</returns>
    public async Task<bool> RetryAsync(long outboxId, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "UPDATE outbox SET refuse_reason = NULL, retry_time = NULL WHERE outbox_id = $1 AND refuse_reason IS NOT NULL", outboxId);
        if (await command.ExecuteNonQueryAsync(cancellationToken) == 0)
            return false;
        outbox.Wake();
        return true;
    }

    /// <summary>What nobody has sent on its way again for long.</summary>
    public PrunedTable Pruned(TimeSpan retention) => new("outbox", retention, async (before, portion, cancellationToken) =>
    {
        await using var command = Command(
            """
            DELETE FROM outbox WHERE outbox_id IN (
                SELECT outbox_id FROM outbox WHERE refuse_reason IS NOT NULL AND refuse_time < $1 LIMIT $2 FOR UPDATE SKIP LOCKED)
            """,
            before, portion);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    });

    NpgsqlCommand Command(string sql, params object[] values)
    {
        var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
