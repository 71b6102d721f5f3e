using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Clauses;

/// <summary>The registry: a new kind is a file beside the others, and a line here.</summary>
static class ClauseFolds
{
    /// <summary>Null when the question is not about events.</summary>
    public static ClauseFold? Of(HistoryQuestion question) => question.Asked switch
    {
        Condition { KindCase: Condition.KindOneofCase.DidThen } => new FollowedFold(question),
        Condition { KindCase: Condition.KindOneofCase.DidWithout } => new UnfollowedFold(question),
        Operand { Aggregate: { } aggregate } => Of(question, aggregate.Function, new EventWindow(aggregate.Events).IsSliding),
        _ => null,
    };

    static ClauseFold Of(HistoryQuestion question, AggregateFunction function, bool isSliding) => (function, isSliding) switch
    {
        (AggregateFunction.Count, false) => new CountFold(question),
        (AggregateFunction.Count, true) => new WindowCountFold(question),
        (AggregateFunction.Sum, false) => new SumFold(question),
        (AggregateFunction.Sum, true) => new WindowSumFold(question),
        (AggregateFunction.Min or AggregateFunction.Max, false) => new ExtremeFold(question),
        (AggregateFunction.Min or AggregateFunction.Max, true) => new WindowExtremeFold(question),
        (AggregateFunction.First, true) => new WindowFirstFold(question),
        (AggregateFunction.First or AggregateFunction.Last, _) => new EdgeFold(question),
        (AggregateFunction.Distinct, false) => new DistinctFold(question),
        (AggregateFunction.Distinct, true) => new WindowDistinctFold(question),
        _ => throw new NotSupportedException($"No clause answers {function}; add a file beside the others and a line here."),
    };
}
