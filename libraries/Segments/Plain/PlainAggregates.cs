using Automation.Conditions;
using Automation.Conditions.Evaluating;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Plain;

/// <summary>What events come to, with the limits of docs/segments.md.</summary>
static class PlainAggregates
{
    /// <param name="matching">In order of event time.</param>
    public static ConditionValue Of(HistoryQuestion question, Aggregate aggregate, IEnumerable<PlainEvent> matching)
    {
        var events = matching.ToList();
        var isSliding = new EventWindow(aggregate.Events).IsSliding;
        return aggregate.Function switch
        {
            AggregateFunction.Count => ConditionValue.OfWhole(Latest(events, isSliding).Count),
            AggregateFunction.Sum => AmountForm.Of(question) is var form
                ? form.ToValue(Latest(Amounts(question, form, events), isSliding).Aggregate((Int128)0, (sum, amount) => sum + amount))
                : default,
            AggregateFunction.Min or AggregateFunction.Max => Extreme(question, aggregate, events),
            AggregateFunction.First => Value(question, aggregate, Latest(events, isSliding, aggregate.Value is null ? SegmentLimits.Elements : SegmentLimits.Values).FirstOrDefault()),
            AggregateFunction.Last => Value(question, aggregate, events.LastOrDefault()),
            AggregateFunction.Distinct => ConditionValue.OfWhole(Math.Min(Different(question, events), SegmentLimits.Elements)),
            _ => default,
        };
    }

    static List<T> Latest<T>(IReadOnlyList<T> all, bool isSliding, int limit = SegmentLimits.Elements) => [.. isSliding ? all.TakeLast(limit) : all];

    static List<Int128> Amounts(HistoryQuestion question, AmountForm form, IEnumerable<PlainEvent> events) =>
    [
        .. from one in events
           let amount = form.TryRead(question.ValueOf(one.Name, one.Action), out var read) ? read : default(Int128?)
           where amount is not null
           select amount.Value,
    ];

    static ConditionValue Extreme(HistoryQuestion question, Aggregate aggregate, IEnumerable<PlainEvent> events)
    {
        var form = AmountForm.Of(question);
        var amounts = Amounts(question, form, events);
        return amounts.Count == 0 ? default : form.ToValue(aggregate.Function is AggregateFunction.Max ? amounts.Max() : amounts.Min());
    }

    static ConditionValue Value(HistoryQuestion question, Aggregate aggregate, PlainEvent? one) =>
        one is null ? default
        : aggregate.Value is null ? ConditionValue.OfTime(one.Time)
        : KeptValues.ToValue(KeptValues.Of(question.ValueOf(one.Name, one.Action)));

    static int Different(HistoryQuestion question, IEnumerable<PlainEvent> events) => events
        .Select(one => question.ValueOf(one.Name, one.Action))
        .Where(value => value.Kind is ValueKind.Text or ValueKind.Flag or ValueKind.Whole or ValueKind.Real or ValueKind.Money or ValueKind.Time)
        .Select(value => (value.Kind, value.ToString()))
        .Distinct().Count();
}
