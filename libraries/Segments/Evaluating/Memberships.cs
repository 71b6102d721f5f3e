namespace Automation.Segments.Evaluating;

/// <summary>The segments that a shopper is in.</summary>
static class Memberships
{
    public static bool Has(SegmentState state, int number)
    {
        var place = PlaceOf(state, number);
        return place < state.MemberOf.Count && state.MemberOf[place] == number;
    }

    public static void Set(SegmentState state, int number, bool isMember)
    {
        var place = PlaceOf(state, number);
        if (isMember)
            state.MemberOf.Insert(place, (uint)number);
        else
            state.MemberOf.RemoveAt(place);
    }

    static int PlaceOf(SegmentState state, int number)
    {
        var members = state.MemberOf;
        var (low, high) = (0, members.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (members[middle] < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }
}
