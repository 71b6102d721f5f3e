using Automation.Conditions;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Clauses;

/// <summary><c>events("a").count()</c>: a number.</summary>
sealed class CountFold(HistoryQuestion question) : PatternFold(question)
{
    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        var state = slot.Open();
        (state.Count ??= new CountState()).Count++;
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now) => ConditionValue.OfWhole(state?.Count.Count ?? 0);
}
