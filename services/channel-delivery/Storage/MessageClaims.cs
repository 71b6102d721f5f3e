using Automation.ChannelDelivery.Sending;
using Automation.ServiceDefaults.Database;
using Automation.WorkflowEngine.V1;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>
/// Shares messages among workers of any number of processes. A claim is a token and a lease on the database's clock,
/// the one that all of them share: by its own, a process whose clock is ahead would find everybody else's leases run
/// out. Who finds another token later has lost the message and must not touch it.
/// </summary>
sealed class MessageClaims(
    [FromKeyedServices(DatabasePools.Work)] NpgsqlDataSource database, IOptions<SendingOptions> options, TimeProvider time) : IMessageClaims
{
    // What a shopper waits for goes before what a shop wants to say.
    static readonly Purpose[] Lanes = [Purpose.Transactional, Purpose.System, Purpose.Marketing, Purpose.Unspecified];

    // What is ready but for its instant is found by one index, what waits for a retry by another, so that no claim looks at what waits.
    static readonly string Ready = $"state IN {StoredStates.Waiting} AND retry_time = '-infinity'";

    // Far more than a claim takes; whoever claims next makes the next ones ready.
    const int Released = 500;

    static readonly string Release = $"""
        UPDATE messages SET retry_time = '-infinity' WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM messages WHERE state IN {StoredStates.Waiting} AND retry_time > '-infinity' AND retry_time <= $1
            ORDER BY retry_time LIMIT {Released} FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>
    /// Lane by lane, and in a lane from shop to shop: the first message of each, then the second of each. The shops are found by jumping
    /// through the index, in one step for each shop, however much each has. To lock more than is taken would cost a write for each.
    /// </summary>
    internal static readonly string ClaimDue = $"""
        WITH RECURSIVE shops (lane, purpose, shop_id) AS (
            SELECT lane.number, lane.purpose,
                (SELECT shop_id FROM messages WHERE purpose = lane.purpose AND {Ready} ORDER BY shop_id LIMIT 1)
            FROM unnest(ARRAY[{string.Join(", ", Lanes.Select(purpose => (short)purpose))}]::smallint[]) WITH ORDINALITY AS lane (purpose, number)
            UNION ALL
            SELECT lane, purpose,
                (SELECT m.shop_id FROM messages m WHERE m.purpose = s.purpose AND m.shop_id > s.shop_id AND {Ready} ORDER BY m.shop_id LIMIT 1)
            FROM shops s WHERE shop_id IS NOT NULL
        ), turns AS (
            SELECT place, lane, due_time, row_number() OVER (PARTITION BY lane, s.shop_id ORDER BY due_time) AS turn
            FROM shops s, LATERAL (
                SELECT ctid AS place, due_time FROM messages m
                WHERE m.purpose = s.purpose AND m.shop_id = s.shop_id AND {Ready} AND due_time <= $1 AND lease_time <= clock_timestamp()
                ORDER BY due_time LIMIT $4) due
            WHERE s.shop_id IS NOT NULL
        )
        UPDATE messages m SET claim_token = $3, lease_time = clock_timestamp() + $2
        WHERE m.ctid = ANY (ARRAY(
            SELECT ctid FROM messages
            WHERE ctid = ANY (ARRAY(SELECT place FROM turns ORDER BY lane, turn, due_time LIMIT $4))
                AND {Ready} AND due_time <= $1 AND lease_time <= clock_timestamp()
            FOR UPDATE SKIP LOCKED))
        RETURNING {MessageRows.Columns}
        """;

    // The worker is gone, or was away for longer than its lease: what it wrote to the provider nobody knows.
    static readonly string ClaimAbandoned = $"""
        UPDATE messages m SET claim_token = $2, lease_time = clock_timestamp() + $1
        FROM (
            SELECT shop_id, message_id FROM messages
            WHERE state = {StoredStates.Sending} AND lease_time <= clock_timestamp()
            ORDER BY lease_time LIMIT $3 FOR UPDATE SKIP LOCKED
        ) abandoned
        WHERE m.shop_id = abandoned.shop_id AND m.message_id = abandoned.message_id
        RETURNING {MessageRows.Columns}
        """;

    static readonly string Renew = $"""
        UPDATE messages SET lease_time = clock_timestamp() + $3
        WHERE state IN {StoredStates.Waiting} AND claim_token = $1 AND message_id = ANY($2) RETURNING message_id
        """;

    static readonly string Return = $"""
        UPDATE messages SET lease_time = '-infinity', claim_token = NULL
        WHERE state IN {StoredStates.Waiting} AND claim_token = $1 AND message_id = ANY($2)
        """;

    static readonly string SetAside = $"""
        UPDATE messages SET lease_time = '-infinity', claim_token = NULL, retry_time = $3
        WHERE state IN {StoredStates.Waiting} AND claim_token = $1 AND message_id = $2
        """;

    public async Task<List<Message>> ClaimDueAsync(DateTimeOffset shopNow, int limit, CancellationToken cancellationToken)
    {
        var release = new NpgsqlBatchCommand(Release) { Parameters = { new() { Value = time.GetUtcNow() } } };
        var messages = await ReadAsync(cancellationToken, release, Command(ClaimDue, shopNow, options.Value.Claim, Guid.NewGuid(), limit));
        messages.Sort((one, other) => (Array.IndexOf(Lanes, one.Purpose), one.DueTime).CompareTo((Array.IndexOf(Lanes, other.Purpose), other.DueTime)));
        return messages;
    }

    public async Task<HashSet<Guid>> RenewAsync(Guid claimToken, Guid[] messageIds, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Renew);
        foreach (var value in new object[] { claimToken, messageIds, options.Value.Claim })
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var own = new HashSet<Guid>();
        while (await reader.ReadAsync(cancellationToken))
            own.Add(reader.GetGuid(0));
        return own;
    }

    public Task<List<Message>> ClaimAbandonedAsync(int limit, CancellationToken cancellationToken) =>
        ReadAsync(cancellationToken, Command(ClaimAbandoned, options.Value.Lease, Guid.NewGuid(), limit));

    public async Task ReturnAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
    {
        foreach (var claim in messages.GroupBy(message => message.ClaimToken))
        {
            await using var command = database.CreateCommand(Return);
            command.Parameters.Add(new() { Value = claim.Key });
            command.Parameters.Add(new() { Value = claim.Select(message => message.MessageId).ToArray() });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    public async Task SetAsideAsync(Message message, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(SetAside);
        foreach (var value in new object[] { message.ClaimToken, message.MessageId, until })
            command.Parameters.Add(new() { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    async Task<List<Message>> ReadAsync(CancellationToken cancellationToken, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = database.CreateBatch();
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var messages = new List<Message>();
        while (await reader.ReadAsync(cancellationToken))
            messages.Add(MessageRows.Read(reader));
        return messages;
    }

    static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return command;
    }
}
