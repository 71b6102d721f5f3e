using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary>
/// <c>events("order_completed").in_last("30d").max(e, e.total, "EUR")</c>, and <c>min</c>. An event is kept as long as no later one is
/// as great: those can become the greatest when what is before them runs out, so they descend, and the first is the answer.
/// </summary>
sealed class WindowExtremeFold(HistoryQuestion question) : WindowFold(question)
{
    readonly AmountForm _form = AmountForm.Of(question);

    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (!_form.TryRead(ValueOf(occurrence), out var amount))
            return false;
        if (slot.Find() is { } known)
        {
            var after = SortedTimes.PlaceAfter(known.Window.Times, occurrence.Time);
            if (after < known.Window.Times.Count && !IsBeyond(amount, Halves.At(known.Window, after)))
                return false;
        }
        var place = Insert(slot, occurrence, out var window);
        Halves.Insert(window, place, amount);
        var first = place;
        while (first > 0 && !IsBeyond(Halves.At(window, first - 1), amount))
            first--;
        Remove(window, first, place - first);
        return Bound(window) || first == 0;
    }

    public override ConditionValue Answer(ClauseState? state, long now)
    {
        var first = state is null ? 0 : FirstWithin(state, now);
        return state is not null && first < state.Window.Times.Count ? _form.ToValue(Halves.At(state.Window, first)) : default;
    }

    static void Remove(WindowState window, int place, int count)
    {
        for (; count > 0; count--)
        {
            window.Times.RemoveAt(place);
            window.Low.RemoveAt(place);
            if (window.High.Count > 0)
                window.High.RemoveAt(place);
        }
    }

    bool IsBeyond(Int128 amount, Int128 other) => Aggregate.Function is AggregateFunction.Max ? amount > other : amount < other;
}
