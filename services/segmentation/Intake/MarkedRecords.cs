using Automation.Profiles;
using Automation.Segmentation.Storage;
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

    public void Clear()
    {
        _records.Clear();
        _marks.Clear();
    }
}
