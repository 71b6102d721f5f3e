using Automation.Conditions;
using Automation.Segments.Evaluating;
using Automation.Segments.Values;

namespace Automation.Segments.Clauses;

/// <summary><c>events("product_viewed").distinct(e, e.product.product_id)</c>: a hash of each value, up to the limit.</summary>
sealed class DistinctFold(HistoryQuestion question) : PatternFold(question)
{
    protected override bool Add(ClauseSlot slot, in Occurrence occurrence)
    {
        if (!ValueHash.TryOf(ValueOf(occurrence), out var hash))
            return false;
        if (slot.Find() is { } known && (known.Distinct.Hashes.Count >= SegmentLimits.Elements || known.Distinct.Hashes.Contains(hash)))
            return false;
        var state = slot.Open();
        (state.Distinct ??= new DistinctState()).Hashes.Add(hash);
        return true;
    }

    public override ConditionValue Answer(ClauseState? state, long now) => ConditionValue.OfWhole(state?.Distinct.Hashes.Count ?? 0);
}
