using Automation.ChannelDelivery.Sending;
using Google.Protobuf;
using Npgsql;
using NpgsqlTypes;

namespace Automation.ChannelDelivery.Storage;

/// <summary>
/// Writes dispatched messages in one statement, each message id once. Batches are small and many: a staging table for each would
/// cost more than its rows.
/// </summary>
static class MessageIntake
{
    // A dispatch that comes again, also twice in one batch, changes nothing.
    static readonly string Insert = $"""
        WITH stored AS (
            INSERT INTO messages (
                shop_id, message_id, shopper_id, partition, run_id, workflow_id, workflow_version, step_id, visit, channel,
                purpose, template_id, content, decide_time, expire_time, position, depth, traceparent,
                state, reason, due_time, decision_count)
            SELECT m.*, {StoredStates.Pending}, '', m.decide_time, 1
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) AS m (
                shop_id, message_id, shopper_id, partition, run_id, workflow_id, workflow_version, step_id, visit, channel,
                purpose, template_id, content, decide_time, expire_time, position, depth, traceparent)
            ON CONFLICT (shop_id, message_id) DO NOTHING
            RETURNING shop_id, message_id, decide_time, position
        )
        INSERT INTO message_decisions (shop_id, message_id, number, state, reason, detail, decide_time, position)
        SELECT shop_id, message_id, 1, {StoredStates.Pending}, '', '', decide_time, position FROM stored
        """;

    public static async Task StoreAsync(
        NpgsqlConnection connection, IReadOnlyList<DispatchedMessage> messages, CancellationToken cancellationToken)
    {
        if (messages.Count == 0)
            return;
        await using var command = new NpgsqlCommand(Insert, connection);
        Add(NpgsqlDbType.Text, message => message.Record.ShopId);
        Add(NpgsqlDbType.Uuid, message => message.MessageId);
        Add(NpgsqlDbType.Uuid, message => message.ShopperId);
        Add(NpgsqlDbType.Smallint, message => (short)message.Record.Partition);
        Add(NpgsqlDbType.Uuid, message => message.RunId);
        Add(NpgsqlDbType.Text, message => message.Record.WorkflowId);
        Add(NpgsqlDbType.Integer, message => message.Record.WorkflowVersion);
        Add(NpgsqlDbType.Text, message => message.Record.StepId);
        Add(NpgsqlDbType.Integer, message => message.Record.Visit);
        Add(NpgsqlDbType.Smallint, message => (short)message.Record.Channel);
        Add(NpgsqlDbType.Smallint, message => (short)message.Record.Purpose);
        Add(NpgsqlDbType.Text, message => message.Record.TemplateId);
        Add(NpgsqlDbType.Bytea, message => message.Record.Content.ToByteArray());
        Add(NpgsqlDbType.TimestampTz, message => message.Record.DecideTime.ToDateTimeOffset());
        Add(NpgsqlDbType.TimestampTz, message => message.Record.ExpireTime?.ToDateTimeOffset());
        Add(NpgsqlDbType.Bigint, message => message.Record.Position?.Sequence ?? 0);
        Add(NpgsqlDbType.Smallint, message => (short)message.Record.Depth);
        Add(NpgsqlDbType.Text, message => message.Record.Traceparent);
        await command.ExecuteNonQueryAsync(cancellationToken);

        void Add<T>(NpgsqlDbType type, Func<DispatchedMessage, T> column) => command.Parameters.Add(new()
        {
            Value = messages.Select(column).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | type,
        });
    }
}
