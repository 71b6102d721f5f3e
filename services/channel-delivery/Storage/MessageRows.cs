using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Npgsql;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Reads claimed messages from rows.</summary>
static class MessageRows
{
    public const string Columns = """
        m.shop_id, m.message_id, m.shopper_id, m.partition, m.run_id, m.step_id, m.channel, m.purpose, m.template_id,
        m.content, m.decide_time, m.due_time, m.expire_time, m.position, m.depth, m.traceparent, m.attempts,
        m.claim_token
        """;

    public static Message Read(NpgsqlDataReader row)
    {
        var content = Content(row.GetFieldValue<byte[]>(9));
        return Read(row, content ?? new MessageContent()) with { IsDamaged = content is null };
    }

    // Whatever else is wrong, the row must not hold up those that were claimed with it.
    static MessageContent? Content(byte[] bytes)
    {
        try
        {
            return MessageContent.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    static Message Read(NpgsqlDataReader row, MessageContent content) => new()
    {
        ShopId = row.GetString(0),
        MessageId = row.GetGuid(1),
        ShopperId = row.GetGuid(2),
        Partition = row.GetInt16(3),
        RunId = row.GetGuid(4),
        StepId = row.GetString(5),
        Channel = (Channel)row.GetInt16(6),
        Purpose = (Purpose)row.GetInt16(7),
        TemplateId = row.GetString(8),
        Content = content,
        DecideTime = row.GetFieldValue<DateTimeOffset>(10),
        DueTime = row.GetFieldValue<DateTimeOffset>(11),
        ExpireTime = row.IsDBNull(12) ? null : row.GetFieldValue<DateTimeOffset>(12),
        Position = row.GetInt64(13),
        Depth = row.GetInt16(14),
        Traceparent = row.GetString(15),
        Attempts = row.GetInt32(16),
        ClaimToken = row.GetGuid(17),
    };
}
