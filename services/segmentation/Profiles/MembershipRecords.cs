using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Profiles;

/// <summary>Records of the event log as they are handed on.</summary>
static class MembershipRecords
{
    public static MembershipRecord Of(LoggedEvent logged, FoldMarks marks, IReadOnlyList<MembershipChange> changes) => new()
    {
        Event = logged, NoEffect = marks.HasFlag(FoldMarks.NoEffect), BeforeOrder = marks.HasFlag(FoldMarks.BeforeOrder), Changes = { changes },
    };
}
