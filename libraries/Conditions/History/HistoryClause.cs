using Automation.Conditions.Evaluating;
using Automation.Conditions.V1;

namespace Automation.Conditions.History;

/// <summary>Holds when whoever answers for history says so.</summary>
sealed class HistoryClause(Condition source, int question) : Clause(source)
{
    public override bool Holds(ref Frame frame) =>
        HistoryReading.Answer(ref frame, question) is { Kind: ValueKind.Flag, AsFlag: true };

    public override Outlook Look(ref Frame frame) => new(Holds(ref frame), HistoryReading.Until(ref frame, question));

    protected override void Explain(ref Frame frame, Explanation explanation) =>
        explanation.EventIds.Add(HistoryReading.Evidence(ref frame, question));
}
