using Automation.Commerce.V1;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;

namespace Automation.Segmentation.Lists;

/// <summary>A stay in a list; a row of <c>list_members</c>.</summary>
sealed record ListStay(int Partition, ShopperKey Shopper, string ListId, long EnterSequence, DateTimeOffset EnterTime)
{
    public long? LeaveSequence { get; set; }

    public DateTimeOffset? LeaveTime { get; set; }
}

/// <summary>The end of a stay that began before the batch.</summary>
readonly record struct ListDeparture(ShopperKey Shopper, string ListId, long Sequence, DateTimeOffset Time);

/// <summary>Who came into which list and who left, in a batch. A change that changes nothing is none.</summary>
sealed class ListMoves
{
    readonly Dictionary<(ShopperKey Shopper, string), ListStay> _open = [];
    readonly Dictionary<(ShopperKey Shopper, string, long), ListStay> _stays = [];
    readonly List<ListDeparture> _departures = [];

    /// <summary>Stays that began, some of which have ended again.</summary>
    public IReadOnlyCollection<ListStay> Stays => _stays.Values;

    public IReadOnlyList<ListDeparture> Departures => _departures;

    public bool IsEmpty => _stays.Count == 0 && _departures.Count == 0;

    public void Clear()
    {
        _open.Clear();
        _stays.Clear();
        _departures.Clear();
    }

    /// <summary>Takes back everything about some shoppers.</summary>
    public void Forget(IReadOnlyCollection<ShopperKey> shoppers)
    {
        foreach (var key in _open.Keys.Where(key => shoppers.Contains(key.Shopper)).ToList())
            _open.Remove(key);
        foreach (var key in _stays.Keys.Where(key => shoppers.Contains(key.Shopper)).ToList())
            _stays.Remove(key);
        _departures.RemoveAll(departure => shoppers.Contains(departure.Shopper));
    }

    /// <summary>Brings in a record that the profile includes by now.</summary>
    /// <param name="shopper">Whose.</param>
    /// <param name="wasMember">Whether the shopper was in the list before it.</param>
    /// <param name="profile">As of the record.</param>
    /// <param name="logged">The record.</param>
    /// <param name="sequence">Under which what it changes is kept.</param>
    public void Note(ShopperKey shopper, bool wasMember, Profile profile, LoggedEvent logged, long sequence)
    {
        var listId = logged.Event.ListChanged.ListId;
        if (profile.ListIds.Contains(listId) == wasMember)
            return;
        var time = logged.LogTime.ToDateTimeOffset();
        if (!wasMember)
            _stays[(shopper, listId, sequence)] = _open[(shopper, listId)] = new ListStay(logged.Partition, shopper, listId, sequence, time);
        else if (_open.Remove((shopper, listId), out var stay))
            (stay.LeaveSequence, stay.LeaveTime) = (sequence, time);
        else
            _departures.Add(new ListDeparture(shopper, listId, sequence, time));
    }
}
