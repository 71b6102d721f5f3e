using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary><c>events("order_completed").max(e, e.total, "EUR")</c>, and <c>min</c>: the one so far.</summary>
sealed class ExtremeFold(HistoryQuestion question) : PatternFold(question)
{
    readonly AmountForm _form = AmountForm.Of(question);

    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (!_form.TryRead(ValueOf(occurrence), out var amount))
            return false;
        var state = slot.Find();
        if (state is not null && !IsBeyond(amount, Halves.Join(state.Amount.Low, state.Amount.High)))
            return false;
        slot.Open().Amount = new AmountState { Low = Halves.Low(amount), High = Halves.High(amount) };
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now) =>
        state is null ? default : _form.ToValue(Halves.Join(state.Amount.Low, state.Amount.High));

    bool IsBeyond(Int128 amount, Int128 former) => Aggregate.Function is AggregateFunction.Max ? amount > former : amount < former;
}
