using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

/// <summary>Which of a shopper's addresses of a kind is the one of now: the last by event time, not the one that arrived last.</summary>
static class AddressTenures
{
    /// <summary>The address that the profile has after an event brought one.</summary>
    /// <param name="current">The one it has; empty: none.</param>
    /// <param name="tenure">How it came to it; null: it has none, or an earlier build gave it, which any event may replace.</param>
    /// <param name="said">The one that the event brings.</param>
    /// <param name="time">Event time.</param>
    public static (string Address, AddressTenure Tenure) Next(string current, AddressTenure? tenure, string said, Timestamp time)
    {
        if (current.Length == 0)
            return (said, new AddressTenure { SaidTime = time, SinceTime = time });
        if (said == current)
        {
            if (tenure is null)
                return (current, new AddressTenure { SaidTime = time, SinceTime = time });
            if (EventTime.Compare(tenure.SaidTime, time) < 0)
                tenure.SaidTime = time;
            else if (!tenure.HasOthers && EventTime.Compare(time, tenure.SinceTime) < 0)
                tenure.SinceTime = time;
            return (current, tenure);
        }
        if (tenure is null || EventTime.Compare(tenure.SaidTime, time) <= 0)
            return (said, new AddressTenure { SaidTime = time, SinceTime = time, HasOthers = true });
        tenure.HasOthers = true;
        return (current, tenure);
    }

    /// <summary>Whether something said at a time without an address can only be about another one than the profile has now.</summary>
    public static bool IsBefore(AddressTenure? tenure, Timestamp time) =>
        tenure is { HasOthers: true } && EventTime.Compare(time, tenure.SinceTime) < 0;
}
