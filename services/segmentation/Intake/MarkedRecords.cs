using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Intake;

/// <summary>The records of a batch that the fold marked.</summary>
sealed class MarkedRecords
{
    readonly List<MarkedRecord> _records = [];
    readonly Dictionary<(int, long), FoldMarks> _marks = [];

    public IReadOnlyList<MarkedRecord> All => _records;

    public void Add(int partition, long sequence, Timestamp logTime, FoldMarks marks)
    {
        if (marks is FoldMarks.None)
            return;
        _records.Add(new MarkedRecord(partition, sequence, logTime.ToDateTimeOffset(), marks));
        _marks[(partition, sequence)] = marks;
    }

    public FoldMarks Of(int partition, long sequence) => _marks.GetValueOrDefault((partition, sequence));

    /// <summary>The record as it is handed on.</summary>
    public static MembershipRecord Record(LoggedEvent logged, FoldMarks marks) => new()
    {
        Event = logged, NoEffect = marks.HasFlag(FoldMarks.NoEffect), BeforeOrder = marks.HasFlag(FoldMarks.BeforeOrder),
    };

    public void Clear()
    {
        _records.Clear();
        _marks.Clear();
    }
}
