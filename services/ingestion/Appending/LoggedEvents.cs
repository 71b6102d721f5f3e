using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Appending;

/// <summary>Writes records as followers see them.</summary>
static class LoggedEvents
{
    public static LoggedEvent From(PendingEvent pending, AppendResult result, DateTimeOffset logTime)
    {
        var logged = new LoggedEvent
        {
            Partition = result.Partition,
            Sequence = result.Sequence,
            ShopId = pending.ShopId,
            ShopperId = result.ShopperId?.ToString() ?? "",
            LogTime = logTime.ToTimestamp(),
            Depth = pending.Depth,
            Traceparent = pending.Traceparent,
        };
        if (pending.Control is { } control)
            logged.Control = control;
        else
            logged.Event = pending.Event;
        return logged;
    }

    public static LoggedEvent From(PendingEvent cause, PlacedControl control, DateTimeOffset logTime) => new()
    {
        Partition = control.Partition,
        Sequence = control.Sequence,
        ShopId = cause.ShopId,
        ShopperId = control.SubjectId.ToString(),
        LogTime = logTime.ToTimestamp(),
        Depth = cause.Depth,
        Traceparent = cause.Traceparent,
        Control = control.Record,
    };
}
