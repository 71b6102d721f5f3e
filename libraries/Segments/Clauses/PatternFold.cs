using Automation.Conditions;
using Automation.Conditions.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments.Clauses;

/// <summary>A question about the events of one pattern.</summary>
abstract class PatternFold(HistoryQuestion question) : ClauseFold
{
    readonly HistoryPattern _pattern = question.Patterns[0];

    protected HistoryQuestion Question => question;

    protected Aggregate Aggregate { get; } = ((Operand)question.Asked).Aggregate;

    protected EventWindow Window { get; } = new(question.Patterns[0].Source);

    public sealed override bool Fold(ClauseSlot slot, in Occurrence occurrence) =>
        Window.Covers(occurrence.Time, occurrence.Now) && _pattern.Matches(occurrence.Name, occurrence.Action) && Add(slot, occurrence);

    /// <summary>Brings in an event that is meant.</summary>
    protected abstract bool Add(ClauseSlot slot, in Occurrence occurrence);

    protected ConditionValue ValueOf(in Occurrence occurrence) => question.ValueOf(occurrence.Name, occurrence.Action);
}
