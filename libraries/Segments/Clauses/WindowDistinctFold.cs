using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary>
/// <c>events("product_viewed").in_last("7d").distinct(e, e.product.product_id)</c>: each value with the last instant at which it was
/// there, in the order of these.
/// </summary>
sealed class WindowDistinctFold(HistoryQuestion question) : PatternFold(question)
{
    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (!ValueHash.TryOf(ValueOf(occurrence), out var hash))
            return false;
        var state = slot.Open();
        var distinct = state.Distinct ??= new DistinctState();
        Forget(state, occurrence.Now);
        var former = distinct.Hashes.IndexOf(hash);
        if (former >= 0 && distinct.Times[former] >= occurrence.Time)
            return false;
        if (former >= 0)
        {
            distinct.Hashes.RemoveAt(former);
            distinct.Times.RemoveAt(former);
        }
        var place = SortedTimes.PlaceAfter(distinct.Times, occurrence.Time);
        distinct.Hashes.Insert(place, hash);
        distinct.Times.Insert(place, occurrence.Time);
        Drop(distinct, distinct.Times.Count - SegmentLimits.Elements);
        return former < 0;
    }

    public override ConditionValue Answer(ClauseState? state, long now) =>
        ConditionValue.OfWhole(state is null ? 0 : state.Distinct.Times.Count - FirstWithin(state, now));

    public override long NextChange(ClauseState? state, long now) =>
        state is not null && FirstWithin(state, now) is var first && first < state.Distinct.Times.Count
            ? Window.EndOf(state.Distinct.Times[first])
            : EventWindow.Never;

    public override long NextCrossing(ClauseState? state, in ConditionValue constant, long now) =>
        state is null ? EventWindow.Never : Falling.BelowOrTo(constant, state.Distinct.Times, FirstWithin(state, now)) is >= 0 and var last
            ? Window.EndOf(state.Distinct.Times[last])
            : EventWindow.Never;

    public override bool Forget(ClauseState state, long now)
    {
        Drop(state.Distinct, FirstWithin(state, now));
        return state.Distinct.Times.Count > 0;
    }

    int FirstWithin(ClauseState state, long now) => SortedTimes.PlaceAfter(state.Distinct.Times, Window.RunOutBy(now));

    static void Drop(DistinctState distinct, int count)
    {
        SortedTimes.DropFirst(distinct.Hashes, count);
        SortedTimes.DropFirst(distinct.Times, count);
    }
}
