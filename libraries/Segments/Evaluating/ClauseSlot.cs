namespace Automation.Segments.Evaluating;

/// <summary>Where a shopper's state has what one clause keeps, or would.</summary>
readonly ref struct ClauseSlot(SegmentState state, int number)
{
    /// <summary>Null: nothing is kept.</summary>
    public ClauseState? Find() => state.Clauses.Find(number);

    public ClauseState Open() => state.Clauses.FindOrAdd(number);
}
