using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>A dispatch record with its ids read. One that cannot be read is parked by the follower.</summary>
sealed record DispatchedMessage(DispatchRecord Record, Guid MessageId, Guid ShopperId, Guid RunId)
{
    public static DispatchedMessage Read(DispatchRecord record)
    {
        if (record.ShopId.Length == 0 || record.DecideTime is null || record.Content is null)
            throw new InvalidDataException("A dispatch needs shop_id, decide_time and content.");
        return new DispatchedMessage(record, Id(record.MessageId), Id(record.ShopperId), Id(record.RunId));
    }

    static Guid Id(string text) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw new InvalidDataException($"'{text}' is not a UUID.");
}
