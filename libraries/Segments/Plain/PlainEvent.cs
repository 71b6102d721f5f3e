using Automation.Commerce.V1;
using Automation.Segments.Evaluating;
using Google.Protobuf;

namespace Automation.Segments.Plain;

/// <summary>An event of the history.</summary>
/// <param name="Time">Event time in ticks.</param>
sealed record PlainEvent(string EventId, string Name, IMessage Action, long Time)
{
    public static PlainEvent? Of(LoggedEvent logged) => Occurrence.TryRead(logged, now: 0, out var occurrence)
        ? new PlainEvent(logged.Event.EventId, occurrence.Name, occurrence.Action, occurrence.Time)
        : null;
}
