using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary>
/// Questions about a sliding window that take each of its events: their instants are kept, the latest ones. What is dropped beyond
/// the limit runs out before what is kept, so that it is never missed later.
/// </summary>
abstract class WindowFold(HistoryQuestion question) : PatternFold(question)
{
    /// <summary>How many events of the window are kept.</summary>
    protected virtual int Limit => SegmentLimits.Elements;

    public override long NextChange(ClauseState? state, long now)
    {
        if (state is null)
            return EventWindow.Never;
        var first = FirstWithin(state, now);
        return first < state.Window.Times.Count ? Window.EndOf(state.Window.Times[first]) : EventWindow.Never;
    }

    public override bool Forget(ClauseState state, long now)
    {
        DropFirst(state.Window, FirstWithin(state, now));
        return state.Window.Times.Count > 0;
    }

    /// <summary>Place of the first event that is in the window as of now.</summary>
    protected int FirstWithin(ClauseState state, long now) => SortedTimes.PlaceAfter(state.Window.Times, Window.RunOutBy(now));

    /// <summary>Makes room behind those that are not later. The caller puts in what else is kept of the event, then calls <see cref="Bound"/>.</summary>
    protected int Insert(ClauseSlot slot, in Occurrence occurrence, out WindowState window)
    {
        var state = slot.Open();
        window = state.Window ??= new WindowState();
        DropFirst(window, FirstWithin(state, occurrence.Now));
        var place = SortedTimes.PlaceAfter(window.Times, occurrence.Time);
        window.Times.Insert(place, occurrence.Time);
        return place;
    }

    /// <returns>Whether the first had to go.</returns>
    protected bool Bound(WindowState window)
    {
        var excess = window.Times.Count - Limit;
        DropFirst(window, excess);
        return excess > 0;
    }

    protected static void DropFirst(WindowState window, int count)
    {
        SortedTimes.DropFirst(window.Times, count);
        SortedTimes.DropFirst(window.Low, count);
        SortedTimes.DropFirst(window.High, count);
        SortedTimes.DropFirst(window.Values, count);
    }
}
