using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary><c>events("order_completed").sum(e, e.total, "EUR")</c>: a number.</summary>
sealed class SumFold(HistoryQuestion question) : PatternFold(question)
{
    readonly AmountForm _form = AmountForm.Of(question);

    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (!_form.TryRead(ValueOf(occurrence), out var amount) || amount == 0)
            return false;
        var state = slot.Open();
        var sum = state.Amount ??= new AmountState();
        var total = Halves.Join(sum.Low, sum.High) + amount;
        (sum.Low, sum.High) = (Halves.Low(total), Halves.High(total));
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now) =>
        _form.ToValue(state is null ? 0 : Halves.Join(state.Amount.Low, state.Amount.High));
}
