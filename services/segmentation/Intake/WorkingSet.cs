using Automation.EventLog.Following;
using Automation.Segmentation.Profiles;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Committed rows of the owned partitions that were used last, within a budget of bytes for each partition. A batch takes
/// a row out and puts it back only after its commit, so what a failed batch spoilt is not here.
/// </summary>
/// <remarks>
/// As they are stored: read anew for each batch they cost less than as objects, which take ten times the memory and live just
/// long enough to be dear to the collector.
/// </remarks>
/// <param name="budget">Bytes for each partition.</param>
/// <param name="sizeOf">Bytes of a row.</param>
abstract class WorkingSet<TRow>(long budget, Func<TRow, int> sizeOf)
    where TRow : class
{
    readonly Partition[] _partitions = Enumerable.Range(0, Partitions.Count).Select(_ => new Partition()).ToArray();

    /// <returns>The stored row; null: it is not here.</returns>
    public TRow? Take(int partition, ShopperKey shopper)
    {
        var used = _partitions[partition];
        if (!used.Places.Remove(shopper, out var place))
            return null;
        used.ByUse.Remove(place);
        used.Bytes -= sizeOf(place.Value.Stored);
        return place.Value.Stored;
    }

    /// <summary>In place of what may be here of the shopper.</summary>
    public void Put(int partition, ShopperKey shopper, TRow stored)
    {
        Take(partition, shopper);
        var used = _partitions[partition];
        used.Places[shopper] = used.ByUse.AddFirst(new Entry(shopper, stored));
        used.Bytes += sizeOf(stored);
        while (used.Bytes > budget)
        {
            var oldest = used.ByUse.Last!.Value;
            used.ByUse.RemoveLast();
            used.Places.Remove(oldest.Shopper);
            used.Bytes -= sizeOf(oldest.Stored);
        }
    }

    public void Drop(int partition) => _partitions[partition] = new Partition();

    sealed class Partition
    {
        public Dictionary<ShopperKey, LinkedListNode<Entry>> Places { get; } = [];

        public LinkedList<Entry> ByUse { get; } = [];

        public long Bytes { get; set; }
    }

    readonly record struct Entry(ShopperKey Shopper, TRow Stored);
}
