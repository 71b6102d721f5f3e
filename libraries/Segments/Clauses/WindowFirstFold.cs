using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary><c>events("a").in_last("30d").first()</c>, <c>first(e, e.order_id)</c>.</summary>
sealed class WindowFirstFold(HistoryQuestion question) : WindowFold(question)
{
    protected override int Limit => Aggregate.Value is null ? SegmentLimits.Elements : SegmentLimits.Values;

    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        var place = Insert(slot, occurrence, out var window);
        if (Aggregate.Value is not null)
            window.Values.Insert(place, KeptValues.Of(ValueOf(occurrence)) ?? new KeptValue());
        return Bound(window) || place == 0;
    }

    public override ConditionValue Answer(ClauseState? state, long now)
    {
        var first = state is null ? 0 : FirstWithin(state, now);
        if (state is null || first == state.Window.Times.Count)
            return default;
        return Aggregate.Value is null ? ConditionValue.OfTime(state.Window.Times[first]) : KeptValues.ToValue(state.Window.Values[first]);
    }
}
