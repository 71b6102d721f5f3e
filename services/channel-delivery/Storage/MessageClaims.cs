using Automation.ChannelDelivery.Sending;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>
/// Shares messages among workers of any number of processes. A claim is a token and a lease on the database's clock,
/// the one that all of them share: by its own, a process whose clock is ahead would find everybody else's leases run
/// out. Who finds another token later has lost the message and must not touch it.
/// </summary>
sealed class MessageClaims(NpgsqlDataSource database, IOptions<SendingOptions> options, TimeProvider time) : IMessageClaims
{
    static readonly string ClaimDue = $"""
        UPDATE messages m SET claim_token = $4, lease_time = clock_timestamp() + $3
        FROM (
            SELECT shop_id, message_id FROM messages
            WHERE state IN {StoredStates.Waiting} AND due_time <= $1 AND retry_time <= $2 AND lease_time <= clock_timestamp()
            ORDER BY due_time LIMIT $5 FOR UPDATE SKIP LOCKED
        ) due
        WHERE m.shop_id = due.shop_id AND m.message_id = due.message_id
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

    public Task<List<Message>> ClaimDueAsync(DateTimeOffset shopNow, int limit, CancellationToken cancellationToken) =>
        ReadAsync(ClaimDue, cancellationToken, shopNow, time.GetUtcNow(), options.Value.Claim, Guid.NewGuid(), limit);

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
        ReadAsync(ClaimAbandoned, cancellationToken, options.Value.Lease, Guid.NewGuid(), limit);

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

    async Task<List<Message>> ReadAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<Message>();
        while (await reader.ReadAsync(cancellationToken))
            messages.Add(MessageRows.Read(reader));
        messages.Sort((one, other) => one.DueTime.CompareTo(other.DueTime));
        return messages;
    }
}
