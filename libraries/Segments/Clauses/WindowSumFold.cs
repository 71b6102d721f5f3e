using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary><c>events("order_completed").in_last("365d").sum(e, e.total, "EUR")</c>.</summary>
sealed class WindowSumFold(HistoryQuestion question) : WindowFold(question)
{
    // Beyond, doubles are coarser than the billionths that are summed.
    const long LargestExact = 1L << 52;

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

    // Of amounts that are not negative the sum only falls, and need not be looked at before it comes down to the constant.
    public override long NextCrossing(ClauseState? state, in ConditionValue constant, long now)
    {
        if (state is null || !_form.TryRead(constant, out var other))
            return NextChange(state, now);
        var (first, window) = (FirstWithin(state, now), state.Window);
        Int128 sum = 0;
        for (var place = first; place < window.Times.Count; place++)
        {
            if (Halves.At(window, place) is var amount && amount < 0)
                return NextChange(state, now);
            sum += amount;
        }
        if (sum > LargestExact)
            return NextChange(state, now);
        var order = sum.CompareTo(other);
        for (var place = first; place < window.Times.Count; place++)
        {
            sum -= Halves.At(window, place);
            if (sum.CompareTo(other) != order)
                return Window.EndOf(window.Times[place]);
        }
        return EventWindow.Never;
    }
}
