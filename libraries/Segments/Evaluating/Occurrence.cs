using Automation.Commerce.V1;
using Automation.Conditions.Text;
using Google.Protobuf;

namespace Automation.Segments.Evaluating;

/// <summary>An event of the shopper, as clauses look at it.</summary>
/// <param name="Time">Event time, the earlier of occur time and log time, in ticks.</param>
/// <param name="Now">Log time, in ticks.</param>
readonly record struct Occurrence(string Name, IMessage Action, long Time, long Now)
{
    /// <summary>False when nothing happened that a clause could be about.</summary>
    public static bool TryRead(LoggedEvent logged, out Occurrence occurrence)
    {
        if (logged.Event is not { } @event || !ShopperEvents.TryRead(@event, out var name, out var action))
        {
            occurrence = default;
            return false;
        }
        var now = TicksOf(logged);
        // A clock that runs ahead outlives nothing.
        var said = @event.OccurTime is { } occurTime ? TimeText.TicksOf(occurTime) ?? now : now;
        occurrence = new Occurrence(name, action, Math.Min(said, now), now);
        return true;
    }

    /// <summary>Log time in ticks.</summary>
    public static long TicksOf(LoggedEvent logged) => TimeText.TicksOf(logged.LogTime)
        ?? throw new ArgumentException($"The log time of record {logged.Partition}/{logged.Sequence} is no instant of the years 1 to 9999.", nameof(logged));
}
