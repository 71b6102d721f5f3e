using Automation.Segmentation.Profiles;
using Automation.EventLog.Following;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Committed profiles of the owned partitions that were used last, within a budget of bytes for each partition. A batch takes
/// a profile out and puts it back only after its commit, so what a failed batch spoilt is not here.
/// </summary>
/// <remarks>
/// As they are stored: read anew for each batch they cost less than as objects, which take ten times the memory and live just
/// long enough to be dear to the collector.
/// </remarks>
sealed class ProfileWorkingSet(IOptions<SegmentationOptions> options)
{
    readonly Partition[] _partitions = Enumerable.Range(0, Partitions.Count).Select(_ => new Partition()).ToArray();

    /// <returns>The stored profile; null: it is not here.</returns>
    public byte[]? Take(int partition, ShopperKey shopper)
    {
        var used = _partitions[partition];
        if (!used.Places.Remove(shopper, out var place))
            return null;
        used.ByUse.Remove(place);
        used.Bytes -= place.Value.Stored.Length;
        return place.Value.Stored;
    }

    public void Put(int partition, ShopperKey shopper, byte[] stored)
    {
        var used = _partitions[partition];
        used.Places[shopper] = used.ByUse.AddFirst(new Entry(shopper, stored));
        used.Bytes += stored.Length;
        while (used.Bytes > options.Value.WorkingSetBytes)
        {
            var oldest = used.ByUse.Last!.Value;
            used.ByUse.RemoveLast();
            used.Places.Remove(oldest.Shopper);
            used.Bytes -= oldest.Stored.Length;
        }
    }

    public void Drop(int partition) => _partitions[partition] = new Partition();

    sealed class Partition
    {
        public Dictionary<ShopperKey, LinkedListNode<Entry>> Places { get; } = [];

        public LinkedList<Entry> ByUse { get; } = [];

        public long Bytes { get; set; }
    }

    readonly record struct Entry(ShopperKey Shopper, byte[] Stored);
}
