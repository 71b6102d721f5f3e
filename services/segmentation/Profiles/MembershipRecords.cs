using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Profiles;

/// <summary>Records of the event log as they are handed on.</summary>
static class MembershipRecords
{
    const int ChangeBytes = 3_000_000;

    public static MembershipRecord Of(LoggedEvent logged, FoldMarks marks, IReadOnlyList<MembershipChange> changes) => new()
    {
        Event = logged, NoEffect = marks.HasFlag(FoldMarks.NoEffect), BeforeOrder = marks.HasFlag(FoldMarks.BeforeOrder), Changes = { changes },
    };

    /// <summary>Ends a page where what changed takes more than so many bytes beside the events, which ingestion has cut; not before its first record.</summary>
    public static IEnumerable<MembershipRecord> Cut(IEnumerable<MembershipRecord> page, int changeBytes = ChangeBytes)
    {
        var (isFirst, bytes) = (true, 0L);
        foreach (var record in page)
        {
            bytes += record.Changes.Sum(change => (long)change.CalculateSize());
            if (bytes > changeBytes && !isFirst)
                yield break;
            isFirst = false;
            yield return record;
        }
    }
}
