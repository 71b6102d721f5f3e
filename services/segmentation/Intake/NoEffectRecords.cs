using Automation.Segmentation.Storage;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Intake;

/// <summary>The records of a batch that left their cart as it was.</summary>
sealed class NoEffectRecords
{
    readonly List<NoEffectRecord> _records = [];
    readonly HashSet<(int, long)> _places = [];

    public IReadOnlyList<NoEffectRecord> All => _records;

    public void Add(int partition, long sequence, Timestamp logTime)
    {
        _records.Add(new NoEffectRecord(partition, sequence, logTime.ToDateTimeOffset()));
        _places.Add((partition, sequence));
    }

    public bool Contains(int partition, long sequence) => _places.Contains((partition, sequence));

    public void Clear()
    {
        _records.Clear();
        _places.Clear();
    }
}
