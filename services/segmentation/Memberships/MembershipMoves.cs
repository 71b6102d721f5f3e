using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Memberships;

/// <summary>A stay in a version of a segment; a row of <c>memberships</c>.</summary>
sealed record Stay(int Partition, ShopperKey Shopper, int Number, long EnterSequence, DateTimeOffset EnterTime)
{
    public long? LeaveSequence { get; set; }

    public DateTimeOffset? LeaveTime { get; set; }
}

/// <summary>The end of a stay that began before the batch.</summary>
readonly record struct Departure(ShopperKey Shopper, int Number, long Sequence, DateTimeOffset Time);

/// <summary>Who came into which segment and who left, in a batch.</summary>
sealed class MembershipMoves
{
    readonly Dictionary<(ShopperKey, int), Stay> _open = [];
    readonly Dictionary<(ShopperKey Shopper, int, long), Stay> _stays = [];
    readonly List<Departure> _departures = [];
    readonly Dictionary<(int, long), List<MembershipChange>> _announced = [];

    /// <summary>Stays that began, some of which have ended again; of those that began at one sequence the last.</summary>
    public IReadOnlyCollection<Stay> Stays => _stays.Values;

    public IReadOnlyList<Departure> Departures => _departures;

    public bool IsEmpty => _stays.Count == 0 && _departures.Count == 0;

    public void Clear()
    {
        _open.Clear();
        _stays.Clear();
        _departures.Clear();
        _announced.Clear();
    }

    /// <summary>Takes back everything about some shoppers.</summary>
    public void Forget(HashSet<ShopperKey> shoppers)
    {
        foreach (var key in _open.Keys.Where(key => shoppers.Contains(key.Item1)).ToList())
            _open.Remove(key);
        foreach (var key in _stays.Keys.Where(key => shoppers.Contains(key.Shopper)).ToList())
            _stays.Remove(key);
        _departures.RemoveAll(departure => shoppers.Contains(departure.Shopper));
        foreach (var changes in _announced.Values)
            changes.RemoveAll(change => shoppers.Contains(new ShopperKey(change.ShopId, Guid.ParseExact(change.ShopperId, "D"))));
    }

    public void Enter(int partition, ShopperKey shopper, int number, long sequence, DateTimeOffset time)
    {
        var stay = new Stay(partition, shopper, number, sequence, time);
        _open[(shopper, number)] = stay;
        _stays[(shopper, number, sequence)] = stay;
    }

    public void Leave(ShopperKey shopper, int number, long sequence, DateTimeOffset time)
    {
        if (_open.Remove((shopper, number), out var stay))
            (stay.LeaveSequence, stay.LeaveTime) = (sequence, time);
        else
            _departures.Add(new Departure(shopper, number, sequence, time));
    }

    /// <summary>Tells those behind of a change.</summary>
    public void Announce(int partition, long sequence, MembershipChange change)
    {
        if (!_announced.TryGetValue((partition, sequence), out var changes))
            _announced[(partition, sequence)] = changes = [];
        changes.Add(change);
    }

    /// <summary>How many changes of a record are told.</summary>
    public int CountOf(int partition, long sequence) => _announced.TryGetValue((partition, sequence), out var changes) ? changes.Count : 0;

    /// <summary>What a record changed, in the order in which it is told.</summary>
    public IReadOnlyList<MembershipChange> Of(int partition, long sequence)
    {
        if (!_announced.TryGetValue((partition, sequence), out var changes))
            return [];
        changes.Sort(MembershipOrder.Compare);
        return changes;
    }
}

/// <summary>The order in which the changes of a record are told.</summary>
static class MembershipOrder
{
    public static int Compare(MembershipChange one, MembershipChange other)
    {
        var order = string.CompareOrdinal(one.ShopId, other.ShopId);
        order = order != 0 ? order : string.CompareOrdinal(one.ShopperId, other.ShopperId);
        return order != 0 ? order : string.CompareOrdinal(one.SegmentId, other.SegmentId);
    }
}
