using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Conditions.Text;
using Google.Protobuf;

namespace Automation.Segments.Evaluating;

/// <summary>An event of the shopper, as clauses look at it.</summary>
/// <param name="Time">Event time, the earlier of occur time and log time, in ticks.</param>
/// <param name="Now">The instant as of which it is brought in, in ticks.</param>
readonly record struct Occurrence(string Name, IMessage Action, long Time, long Now)
{
    /// <summary>False when nothing happened that a clause could be about.</summary>
    public static bool TryRead(LoggedEvent logged, long now, out Occurrence occurrence)
    {
        if (logged.Event is not { } @event || !ShopperEvents.TryRead(@event, out var name, out var action))
        {
            occurrence = default;
            return false;
        }
        var logTime = logged.LogTime.ToDateTimeOffset().UtcTicks;
        // A clock that runs ahead outlives nothing.
        var said = @event.OccurTime is { } occurTime ? TimeText.TicksOf(occurTime) ?? logTime : logTime;
        occurrence = new Occurrence(name, action, Math.Min(said, logTime), now);
        return true;
    }
}
