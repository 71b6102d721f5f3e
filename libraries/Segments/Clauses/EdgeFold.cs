using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary>
/// <c>events("a").first()</c>, <c>last(e, e.order_id)</c>: the one event. Also of the last in a sliding window: when it has run out,
/// so has every other.
/// </summary>
sealed class EdgeFold(HistoryQuestion question) : PatternFold(question)
{
    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (slot.Find() is { } known && !IsBeyond(occurrence.Time, known.Edge.Time))
            return false;
        slot.Open().Edge = new EdgeState { Time = occurrence.Time, Value = Aggregate.Value is null ? null : KeptValues.Of(ValueOf(occurrence)) };
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now)
    {
        if (state is null || !Window.Covers(state.Edge.Time, now))
            return default;
        return Aggregate.Value is null ? ConditionValue.OfTime(state.Edge.Time) : KeptValues.ToValue(state.Edge.Value);
    }

    public override long NextChange(ClauseState? state, long now) =>
        state is not null && Window.Covers(state.Edge.Time, now) ? Window.EndOf(state.Edge.Time) : EventWindow.Never;

    public override bool Forget(ClauseState state, long now) => Window.Covers(state.Edge.Time, now);

    // Of one instant the one that came first is the first, and the one that came last the last.
    bool IsBeyond(long time, long former) => Aggregate.Function is AggregateFunction.First ? time < former : time >= former;
}
