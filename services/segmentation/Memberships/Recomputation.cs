using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.Segments;

namespace Automation.Segmentation.Memberships;

/// <summary>Makes a shopper's state anew from everything that the shopper did. Pure.</summary>
static class Recomputation
{
    /// <param name="set">What is evaluated.</param>
    /// <param name="profile">After all of it.</param>
    /// <param name="history">In order of the log; only what the profile includes.</param>
    /// <param name="now">Not before the last of it.</param>
    /// <returns>The state; null: an address, which is in no segment.</returns>
    public static SegmentState? Of(SegmentSet set, Profile profile, IEnumerable<LoggedEvent> history, DateTimeOffset now)
    {
        var state = new SegmentState();
        var isShopper = false;
        var passing = new List<SegmentChange>();
        foreach (var logged in history.Where(ProfileFold.IsFolded))
        {
            isShopper |= logged.Event is not null;
            SegmentFold.Apply(set, state, profile, logged, passing);
            passing.Clear();
        }
        if (!isShopper)
            return null;
        // Each was judged by the profile of now, and only when something of its own happened.
        SegmentFold.Settle(set, state, profile, now, passing);
        return state;
    }
}
