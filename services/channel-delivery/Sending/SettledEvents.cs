using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.ChannelDelivery.Sending;

/// <summary>The event that tells the suite how a message ended.</summary>
static class SettledEvents
{
    public static DerivedEvent Of(Message message, Settlement settlement)
    {
        var outcome = settlement.State switch
        {
            MessageState.Sent => MessageOutcome.Sent,
            MessageState.Dropped => MessageOutcome.Dropped,
            MessageState.Failed => MessageOutcome.Failed,
            MessageState.Unknown => MessageOutcome.Unknown,
            _ => throw new InvalidOperationException($"{settlement.State} is not an end."),
        };
        return new DerivedEvent
        {
            ShopId = message.ShopId,
            ShopperId = message.Shopper,
            Depth = message.Depth + 1,
            Traceparent = message.Traceparent,
            Event = new Event
            {
                // The same end is the same event, however often it is told.
                EventId = $"settled-{message.MessageId}-{outcome.ToString().ToLowerInvariant()}",
                OccurTime = settlement.Note.Time.ToTimestamp(),
                MessageSettled = new MessageSettled
                {
                    MessageId = message.MessageId.ToString(),
                    RunId = message.RunId.ToString(),
                    StepId = message.StepId,
                    Outcome = outcome,
                    Reason = settlement.Reason,
                    Channel = message.Channel,
                },
            },
        };
    }
}
