using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary><c>events("order_completed").in_last("365d").sum(e, e.total, "EUR")</c>.</summary>
sealed class WindowSumFold(HistoryQuestion question) : WindowFold(question)
{
    readonly AmountForm _form = AmountForm.Of(question);

    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (!_form.TryRead(ValueOf(occurrence), out var amount))
            return false;
        var place = Insert(slot, occurrence, out var window);
        Halves.Insert(window, place, amount);
        Bound(window);
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now)
    {
        Int128 sum = 0;
        if (state is not null)
        {
            for (var place = FirstWithin(state, now); place < state.Window.Times.Count; place++)
                sum += Halves.At(state.Window, place);
        }
        return _form.ToValue(sum);
    }
}
