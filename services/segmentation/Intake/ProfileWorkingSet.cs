using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.EventLog.Following;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>
/// Committed profiles of the owned partitions that were used last, within a budget of bytes for each partition. A batch takes
/// a profile out and puts it back only after its commit, so what a failed batch spoilt is not here.
/// </summary>
sealed class ProfileWorkingSet(IOptions<SegmentationOptions> options)
{
    readonly Partition[] _partitions = Enumerable.Range(0, Partitions.Count).Select(_ => new Partition()).ToArray();

    public ProfileState? Take(int partition, ShopperKey shopper)
    {
        var used = _partitions[partition];
        if (!used.Places.Remove(shopper, out var place))
            return null;
        used.ByUse.Remove(place);
        used.Bytes -= place.Value.Bytes;
        return place.Value.State;
    }

    public void Put(int partition, ShopperKey shopper, ProfileState state, int bytes)
    {
        var used = _partitions[partition];
        used.Places[shopper] = used.ByUse.AddFirst(new Entry(shopper, state, bytes));
        used.Bytes += bytes;
        while (used.Bytes > options.Value.WorkingSetBytes)
        {
            var oldest = used.ByUse.Last!.Value;
            used.ByUse.RemoveLast();
            used.Places.Remove(oldest.Shopper);
            used.Bytes -= oldest.Bytes;
        }
    }

    public void Drop(int partition) => _partitions[partition] = new Partition();

    sealed class Partition
    {
        public Dictionary<ShopperKey, LinkedListNode<Entry>> Places { get; } = [];

        public LinkedList<Entry> ByUse { get; } = [];

        public long Bytes { get; set; }
    }

    sealed record Entry(ShopperKey Shopper, ProfileState State, int Bytes);
}
