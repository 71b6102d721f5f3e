using Automation.Segmentation.Profiles;
using Automation.EventLog.Following;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Intake;

/// <summary>Whose profile.</summary>
readonly record struct ShopperKey(string ShopId, Guid ShopperId);

/// <summary>
/// Committed profiles of the owned partitions that were used last, within a budget of bytes for each partition. A turn takes a
/// profile out and puts it back only after its commit, so what a failed turn spoilt is not here.
/// </summary>
sealed class HotProfiles(IOptions<SegmentationOptions> options)
{
    readonly Partition[] _partitions = Enumerable.Range(0, Partitions.Count).Select(_ => new Partition()).ToArray();

    public ProfileState? Take(int partition, ShopperKey shopper)
    {
        var hot = _partitions[partition];
        if (!hot.Places.Remove(shopper, out var place))
            return null;
        hot.ByUse.Remove(place);
        hot.Bytes -= place.Value.Bytes;
        return place.Value.State;
    }

    public void Put(int partition, ShopperKey shopper, ProfileState state, int bytes)
    {
        var hot = _partitions[partition];
        hot.Places[shopper] = hot.ByUse.AddFirst(new Entry(shopper, state, bytes));
        hot.Bytes += bytes;
        while (hot.Bytes > options.Value.HotBytes)
        {
            var oldest = hot.ByUse.Last!.Value;
            hot.ByUse.RemoveLast();
            hot.Places.Remove(oldest.Shopper);
            hot.Bytes -= oldest.Bytes;
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
