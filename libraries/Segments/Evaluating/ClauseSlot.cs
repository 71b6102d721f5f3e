namespace Automation.Segments.Evaluating;

/// <summary>Where a shopper's state has what one clause keeps, or would.</summary>
readonly ref struct ClauseSlot(SegmentState state, int number)
{
    /// <summary>Null: nothing is kept.</summary>
    public ClauseState? Find()
    {
        var place = PlaceOf(state, number);
        return place < state.Clauses.Count && state.Clauses[place].Number == number ? state.Clauses[place] : null;
    }

    public ClauseState Open()
    {
        var place = PlaceOf(state, number);
        if (place < state.Clauses.Count && state.Clauses[place].Number == number)
            return state.Clauses[place];
        var opened = new ClauseState { Number = number };
        state.Clauses.Insert(place, opened);
        return opened;
    }

    static int PlaceOf(SegmentState state, int number)
    {
        var clauses = state.Clauses;
        var (low, high) = (0, clauses.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (clauses[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
