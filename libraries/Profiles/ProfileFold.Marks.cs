using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

static partial class ProfileFold
{
    // Every report counts, as it does to whoever follows the log: each ends what an order ends.
    static void NoteOrder(ProfileState state, Timestamp time)
    {
        if (state.LastOrderTime is null || EventTime.Compare(state.LastOrderTime, time) < 0)
            state.LastOrderTime = time;
    }

    static FoldMarks MarksOf(ProfileState state, LoggedEvent logged, bool isChanged)
    {
        if (!isChanged)
            return FoldMarks.NoEffect;
        // Of one instant neither was before the other.
        return state.LastOrderTime is { } order && EventTime.Compare(EventTime.Of(logged), order) < 0 ? FoldMarks.BeforeOrder : FoldMarks.None;
    }
}
