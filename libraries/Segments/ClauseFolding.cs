using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Segments.Evaluating;

namespace Automation.Segments;

/// <summary>
/// What a shopper's events come to for the clauses of a set, without judging anybody: for those who are filled in, of whom most clauses
/// are known already. Immutable; used by many at once.
/// </summary>
public sealed class ClauseFolding
{
    readonly FrozenDictionary<string, SegmentClause[]> _byEvent;

    /// <param name="set">Whose clauses.</param>
    /// <param name="known">Those of this one are left out, as the shopper's state has them. Null: none.</param>
    public ClauseFolding(SegmentSet set, SegmentSet? known) =>
        _byEvent = set.Clauses.Values.Where(clause => known?.Clauses.ContainsKey(clause.Number) != true)
            .SelectMany(clause => clause.EventNames.Select(name => (name, clause)))
            .GroupBy(pair => pair.name, pair => pair.clause, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    /// <summary>Whether no event can matter.</summary>
    public bool IsEmpty => _byEvent.Count == 0;

    /// <summary>Brings a record in; in order of the log.</summary>
    /// <param name="apart">Gets clauses only; <see cref="SegmentFold.Adopt"/> takes them.</param>
    public void Add(SegmentState apart, LoggedEvent logged)
    {
        if (!Occurrence.TryRead(logged, logged.LogTime.ToDateTimeOffset().UtcTicks, out var occurrence)
            || !_byEvent.TryGetValue(occurrence.Name, out var clauses))
            return;
        foreach (var clause in clauses)
            clause.Fold.Fold(new ClauseSlot(apart, clause.Number), occurrence);
    }
}
