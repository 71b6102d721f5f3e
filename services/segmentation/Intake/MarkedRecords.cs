using Automation.Profiles;
using Automation.Segmentation.Storage;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Intake;

/// <summary>The records of a batch that the fold marked.</summary>
sealed class MarkedRecords
{
    readonly Dictionary<(int, long), MarkedRecord> _records = [];

    public IReadOnlyList<MarkedRecord> All => [.. _records.Values];

    public void Add(int partition, long sequence, Timestamp logTime, FoldMarks marks)
    {
        if (marks is not FoldMarks.None)
            _records[(partition, sequence)] = new MarkedRecord(partition, sequence, logTime.ToDateTimeOffset(), marks);
    }

    public FoldMarks Of(int partition, long sequence) => _records.TryGetValue((partition, sequence), out var record) ? record.Marks : FoldMarks.None;

    public void Clear() => _records.Clear();
}
