using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Sending;
using Automation.Clients.Ingestion;
using Automation.EventLog.Outbox;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Database;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>
/// The stages of a message. Each move is a compare-and-set on stage and claim token, and writes its decision in the
/// same statement.
/// </summary>
sealed class MessageLedger(
    [FromKeyedServices(DatabasePools.Work)] NpgsqlDataSource database, Suppressions suppressions, AddressHashes hashes, Outbox outbox) : IMessageLedger
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
                address = $9, address_hash = $10, decision_count = decision_count + 1
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

    // Two workers must not both find one place left, neither the shopper's nor the address's. Whoever needs the same two
    // takes them in the same order.
    static readonly string[] Locks = [LockOf("least"), LockOf("greatest")];

    static readonly string Recent = $"""
        FROM messages
        WHERE shop_id = $1 AND channel = $2 AND purpose NOT IN ({(short)Purpose.Transactional}, {(short)Purpose.System})
            AND state IN {StoredStates.CountedByCaps} AND send_time > $3 AND message_id <> $4
        """;

    static readonly string CountRecent = $"""
        SELECT greatest((SELECT count(*) {Recent} AND shopper_id = $5), (SELECT count(*) {Recent} AND address_hash = $6))::int
        """;

    public async Task<bool> PostponeAsync(Message message, Postponement postponement, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return await MoveAsync(connection, Postpone, message, postponement.Note, cancellationToken,
            (short)postponement.State, postponement.Reason, postponement.DueTime, postponement.RetryTime, postponement.Attempts) == 1;
    }

    public async Task<SendStart> BeginAsync(
        Message message,
        string address,
        DecisionNote note,
        string reason,
        FrequencyLimit? cap,
        TimeSpan lease,
        CancellationToken cancellationToken)
    {
        var hash = hashes.Of(message.ShopId, message.Channel, address);
        object[] values = [reason, lease, address, hash];
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (cap is null)
            return await MoveAsync(connection, Begin, message, note, cancellationToken, values) == 0 ? SendStart.Lost : SendStart.Begun;
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var locking = new NpgsqlBatch(connection, transaction))
        {
            foreach (var sql in Locks)
            {
                locking.BatchCommands.Add(new(sql)
                {
                    Parameters =
                    {
                        new() { Value = $"{message.ShopId} {message.Shopper}" },
                        new() { Value = $"{message.ShopId} {Convert.ToHexString(hash)}" },
                        new() { Value = (long)message.Channel },
                    },
                });
            }
            await locking.ExecuteNonQueryAsync(cancellationToken);
        }
        if (await CountRecentAsync(connection, message, hash, note.Time - cap.Window, cancellationToken) >= cap.MessageCount)
            return SendStart.Capped;
        if (await MoveAsync(connection, Begin, message, note, cancellationToken, values) == 0)
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

    /// <summary>
    /// Marketing messages that may have arrived on the channel after an instant, without this one: at the shopper or at the
    /// address, whichever are more.
    /// </summary>
    public async Task<int> CountRecentAsync(Message message, string? address, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var hash = hashes.Of(message.ShopId, message.Channel, address ?? "");
        return await CountRecentAsync(connection, message, hash, after, cancellationToken);
    }

    static async Task<int> CountRecentAsync(
        NpgsqlConnection connection, Message message, byte[] hash, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(CountRecent, connection);
        foreach (var value in new object[] { message.ShopId, (short)message.Channel, after, message.MessageId, message.ShopperId, hash })
            command.Parameters.Add(new() { Value = value });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
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

    static string LockOf(string which) =>
        $"SELECT pg_advisory_xact_lock({which}(hashtextextended($1, $3), hashtextextended($2, $3)))";
}
