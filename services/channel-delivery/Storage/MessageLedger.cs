using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Sending;
using Automation.Clients.Ingestion;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>
/// The stages of a message. Each move is a compare-and-set on stage and claim token, and writes its decision in the
/// same statement.
/// </summary>
sealed class MessageLedger(NpgsqlDataSource database, Suppressions suppressions, Outbox outbox) : IMessageLedger
{
    const string AppendDecision = """
        INSERT INTO message_decisions (shop_id, message_id, number, state, reason, detail, decide_time, position)
        SELECT shop_id, message_id, decision_count, state, reason, $4, $5, $6 FROM moved
        """;

    // An unfinished stage that repeats its reason is not a new decision: a provider that is down for an hour is one line.
    static readonly string Postpone = $"""
        WITH moved AS (
            UPDATE messages SET
                state = $7, reason = $8, due_time = $9, retry_time = $10, attempts = $11, claim_token = NULL,
                lease_time = '-infinity',
                decision_count = decision_count + CASE WHEN state = $7 AND reason = $8 THEN 0 ELSE 1 END
            WHERE shop_id = $1 AND message_id = $2 AND state IN {StoredStates.Open} AND claim_token = $3
            RETURNING shop_id, message_id, decision_count, state, reason
        )
        {AppendDecision}
        ON CONFLICT (shop_id, message_id, number) DO UPDATE SET detail = excluded.detail, decide_time = excluded.decide_time
        """;

    static readonly string Begin = $"""
        WITH moved AS (
            UPDATE messages SET
                state = {StoredStates.Sending}, reason = $7, send_time = $5, attempts = attempts + 1, lease_time = clock_timestamp() + $8,
                decision_count = decision_count + 1
            WHERE shop_id = $1 AND message_id = $2 AND state IN {StoredStates.Waiting} AND claim_token = $3
            RETURNING shop_id, message_id, decision_count, state, reason
        )
        {AppendDecision}
        """;

    static readonly string Settle = $"""
        WITH moved AS (
            UPDATE messages SET
                state = $7, reason = $8, settle_time = $5, claim_token = NULL, lease_time = '-infinity',
                decision_count = decision_count + 1
            WHERE shop_id = $1 AND message_id = $2 AND state IN {StoredStates.Open} AND claim_token = $3
            RETURNING shop_id, message_id, decision_count, state, reason
        )
        {AppendDecision}
        """;

    static readonly string CountRecent = $"""
        SELECT count(*) FROM messages
        WHERE shop_id = $1 AND shopper_id = $2 AND channel = $3 AND purpose NOT IN ({(short)Purpose.Transactional}, {(short)Purpose.System})
            AND state IN {StoredStates.CountedByCaps} AND send_time > $4 AND message_id <> $5
        """;

    public async Task<bool> PostponeAsync(Message message, Postponement postponement, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await MoveAsync(connection, Postpone, message, postponement.Note, cancellationToken,
            (short)postponement.State, postponement.Reason, postponement.DueTime, postponement.RetryTime, postponement.Attempts) == 1;
    }

    public async Task<SendStart> BeginAsync(
        Message message, DecisionNote note, string reason, FrequencyLimit? cap, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (cap is null)
            return await MoveAsync(connection, Begin, message, note, cancellationToken, reason, lease) == 0 ? SendStart.Lost : SendStart.Begun;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // Two workers must not both find one place left.
        await using (var gate = new NpgsqlCommand(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))", connection, transaction)
        {
            Parameters = { new() { Value = $"{message.ShopId} {message.Shopper}" }, new() { Value = (long)message.Channel } },
        })
            await gate.ExecuteNonQueryAsync(cancellationToken);
        if (await CountRecentAsync(connection, message, note.Time - cap.Window, cancellationToken) >= cap.MessageCount)
            return SendStart.Capped;
        if (await MoveAsync(connection, Begin, message, note, cancellationToken, reason, lease) == 0)
            return SendStart.Lost;
        await transaction.CommitAsync(cancellationToken);
        return SendStart.Begun;
    }

    public async Task<bool> SettleAsync(
        Message message, Settlement settlement, DerivedEvent settled, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var moved = await MoveAsync(
            connection, Settle, message, settlement.Note, cancellationToken, (short)settlement.State, settlement.Reason);
        if (moved == 0)
            return false;
        await Outbox.AddAsync(connection, [settled.ToOutboxRow()], cancellationToken);
        if (settlement.RefusedAddress is { } address)
            await suppressions.AddAsync(connection, message, address, settlement, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        outbox.Wake();
        return true;
    }

    /// <summary>Marketing messages that may have reached the shopper on the channel after an instant, without this one.</summary>
    public async Task<int> CountRecentAsync(Message message, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await CountRecentAsync(connection, message, after, cancellationToken);
    }

    static async Task<int> CountRecentAsync(
        NpgsqlConnection connection, Message message, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CountRecent, connection);
        foreach (var value in new object[] { message.ShopId, message.ShopperId, (short)message.Channel, after, message.MessageId })
            command.Parameters.Add(new() { Value = value });
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    static async Task<int> MoveAsync(
        NpgsqlConnection connection,
        string sql,
        Message message,
        DecisionNote note,
        CancellationToken cancellationToken,
        params object[] values)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        object[] common = [message.ShopId, message.MessageId, message.ClaimToken, note.Detail, note.Time, note.Position];
        foreach (var value in common.Concat(values))
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
