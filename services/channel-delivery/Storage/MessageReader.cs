using Automation.ChannelDelivery.Sending;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Which messages of a shop a page lists, latest decided first.</summary>
/// <param name="ShopperId">Only this shopper's; null: everybody's.</param>
/// <param name="State">Only those that stand there; null: all.</param>
/// <param name="Before">Where the former page ended; null: the first page.</param>
sealed record MessageFilter(string ShopId, Guid? ShopperId, MessageState? State, MessageCursor? Before, int Limit);

/// <summary>Place of a message in a list.</summary>
sealed record MessageCursor(DateTimeOffset DecideTime, Guid MessageId);

/// <summary>Reads messages with everything that was decided about them.</summary>
sealed class MessageReader(NpgsqlDataSource database)
{
    const string Columns = """
        message_id, shopper_id, run_id, workflow_id, workflow_version, step_id, channel, purpose, template_id, state,
        reason, decide_time, due_time, expire_time, settle_time, attempts, partition
        """;

    const string Decisions = """
        SELECT message_id, number, state, reason, detail, decide_time, position FROM message_decisions
        WHERE shop_id = $1 AND message_id = ANY($2) ORDER BY number
        """;

    /// <summary>The message; null when this shop has none of that id.</summary>
    public async Task<Delivery?> FindAsync(string shopId, Guid messageId, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT {Columns} FROM messages WHERE shop_id = $1 AND message_id = $2",
            shopId, [shopId, messageId], cancellationToken)).SingleOrDefault();

    /// <summary>One page.</summary>
    public Task<List<Delivery>> ListAsync(MessageFilter filter, CancellationToken cancellationToken)
    {
        List<object> values = [filter.ShopId];
        var where = "shop_id = $1";
        if (filter.ShopperId is { } shopperId)
            where += $" AND shopper_id = {Place(shopperId)}";
        if (filter.State is { } state)
            where += $" AND state = {Place((short)state)}";
        if (filter.Before is { } before)
            where += $" AND (decide_time, message_id) < ({Place(before.DecideTime)}, {Place(before.MessageId)})";
        var sql = $"SELECT {Columns} FROM messages WHERE {where} ORDER BY decide_time DESC, message_id DESC LIMIT {Place(filter.Limit)}";
        return ReadAsync(sql, filter.ShopId, values, cancellationToken);

        string Place(object value)
        {
            values.Add(value);
            return $"${values.Count}";
        }
    }

    /// <summary>The cart that a message is about; null when there is no such message or it is about none.</summary>
    public async Task<string?> FindCartAsync(string shopId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT content FROM messages WHERE shop_id = $1 AND message_id = $2");
        command.Parameters.Add(new() { Value = shopId });
        command.Parameters.Add(new() { Value = messageId });
        return await command.ExecuteScalarAsync(cancellationToken) is byte[] content
            ? MessageContent.Parser.ParseFrom(content).Cart?.CartId
            : null;
    }

    async Task<List<Delivery>> ReadAsync(string sql, string shopId, IReadOnlyList<object> values, CancellationToken cancellationToken)
    {
        var messages = new List<Delivery>();
        var partitions = new Dictionary<string, int>();
        await using (var command = database.CreateCommand(sql))
        {
            foreach (var value in values)
                command.Parameters.Add(new() { Value = value });
            await using var row = await command.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                messages.Add(ReadMessage(row));
                partitions[messages[^1].MessageId] = row.GetInt16(16);
            }
        }
        if (messages.Count == 0)
            return messages;
        var byId = messages.ToDictionary(message => message.MessageId);
        await using var decisions = database.CreateCommand(Decisions);
        decisions.Parameters.Add(new() { Value = shopId });
        decisions.Parameters.Add(new() { Value = messages.Select(message => Guid.Parse(message.MessageId)).ToArray() });
        await using var decision = await decisions.ExecuteReaderAsync(cancellationToken);
        while (await decision.ReadAsync(cancellationToken))
        {
            var messageId = decision.GetGuid(0).ToString();
            byId[messageId].Decisions.Add(new DeliveryDecision
            {
                Number = decision.GetInt32(1),
                State = (DeliveryState)decision.GetInt16(2),
                Reason = decision.GetString(3),
                Detail = decision.GetString(4),
                DecideTime = decision.GetFieldValue<DateTimeOffset>(5).ToTimestamp(),
                Position = new LogPosition { Partition = partitions[messageId], Sequence = decision.GetInt64(6) },
            });
        }
        return messages;
    }

    static Delivery ReadMessage(NpgsqlDataReader row) => new()
    {
        MessageId = row.GetGuid(0).ToString(),
        ShopperId = row.GetGuid(1).ToString(),
        RunId = row.GetGuid(2).ToString(),
        WorkflowId = row.GetString(3),
        WorkflowVersion = row.GetInt32(4),
        StepId = row.GetString(5),
        Channel = (Channel)row.GetInt16(6),
        Purpose = (DeliveryPurpose)row.GetInt16(7),
        TemplateId = row.GetString(8),
        State = (DeliveryState)row.GetInt16(9),
        Reason = row.GetString(10),
        DecideTime = row.GetFieldValue<DateTimeOffset>(11).ToTimestamp(),
        DueTime = row.GetFieldValue<DateTimeOffset>(12).ToTimestamp(),
        ExpireTime = row.IsDBNull(13) ? null : row.GetFieldValue<DateTimeOffset>(13).ToTimestamp(),
        SettleTime = row.IsDBNull(14) ? null : row.GetFieldValue<DateTimeOffset>(14).ToTimestamp(),
        AttemptCount = row.GetInt32(15),
    };
}
