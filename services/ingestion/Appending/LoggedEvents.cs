using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Appending;

/// <summary>Writes records as followers see them.</summary>
static class LoggedEvents
{
    public static LoggedEvent From(PendingEvent pending, Placement placement, DateTimeOffset logTime) => new()
    {
        Partition = placement.Partition,
        Sequence = placement.Sequence,
        ShopId = pending.ShopId,
        ShopperId = placement.ShopperId?.ToString() ?? "",
        LogTime = logTime.ToTimestamp(),
        Depth = pending.Depth,
        Traceparent = pending.Traceparent,
        Event = pending.Event,
    };
}
