using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Profiles;

/// <summary>A record as it is handed on, with what the fold found out about it.</summary>
static class MarkedMembership
{
    public static MembershipRecord Of(LoggedEvent logged, FoldMarks marks) => new()
    {
        Event = logged, NoEffect = marks.HasFlag(FoldMarks.NoEffect), BeforeOrder = marks.HasFlag(FoldMarks.BeforeOrder),
    };
}
