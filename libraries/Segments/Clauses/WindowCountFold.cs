using Automation.Conditions;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Clauses;

/// <summary><c>events("a").in_last("30d").count()</c>.</summary>
sealed class WindowCountFold(HistoryQuestion question) : WindowFold(question)
{
    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        Insert(slot, occurrence, out var window);
        Bound(window);
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now) =>
        ConditionValue.OfWhole(state is null ? 0 : state.Window.Times.Count - FirstWithin(state, now));

    public override long NextCrossing(ClauseState? state, in ConditionValue constant, long now) =>
        state is null ? EventWindow.Never : Falling.BelowOrTo(constant, state.Window.Times, FirstWithin(state, now)) is >= 0 and var last
            ? Window.EndOf(state.Window.Times[last])
            : EventWindow.Never;
}
