using System.Numerics;

namespace Automation.Recommendations.Models.Sessions;

/// <summary>
/// The recent sessions of one shop and the items that were in them, both ways round: items of a session, sessions of an item. A
/// session may be anything in which items come together: a visit, an order. Bounded: a session too many drops the oldest one,
/// and an item in no session is forgotten. Pure memory; not for two threads at once.
/// </summary>
/// <param name="maxSessions">So many sessions at most.</param>
/// <param name="maxSampled">For each item, so many of the latest sessions are found; all are counted.</param>
/// <param name="maxItems">A session is its last so many items.</param>
sealed class SessionIndex(int maxSessions, int maxSampled, int maxItems)
{
    const int FewestSlots = 16;

    readonly Dictionary<string, IndexedItem> _byName = new(StringComparer.Ordinal);
    readonly Stack<int> _freeItems = new();
    IndexedItem?[] _items = new IndexedItem?[FewestSlots];
    int _itemCount;

    // A ring: a session's place is its number modulo the length, a power of two, so that numbers may run over.
    Session[] _sessions = new Session[FewestSlots];
    int _first;
    int _next;

    /// <summary>Sessions that there are.</summary>
    public int SessionCount => unchecked(_next - _first);

    /// <summary>Number of the oldest session. Later ones have higher numbers, except that numbers run over at the end of their range.</summary>
    public int OldestSession => _first;

    /// <summary>Places of sessions, a power of two: those of two sessions differ.</summary>
    public int SessionPlaces => _sessions.Length;

    /// <summary>Items have numbers from 0 to below this.</summary>
    public int ItemPlaces => _itemCount;

    /// <summary>Places in memory that sessions and items take, counted in items.</summary>
    public long Size { get; private set; }

    /// <summary>Begins a session.</summary>
    /// <param name="owner">Whose it is.</param>
    /// <param name="dropped">The owner and number of the session that made room; null: there was room.</param>
    public int Begin(long owner, out (long Owner, int Session)? dropped)
    {
        dropped = SessionCount == maxSessions ? DropOldest() : null;
        if (SessionCount == _sessions.Length)
            Grow();
        var session = unchecked(_next++);
        _sessions[PlaceOf(session)] = new Session { Owner = owner, Items = [] };
        return session;
    }

    /// <summary>Drops the oldest session; there must be one.</summary>
    public (long Owner, int Session) DropOldest()
    {
        var oldest = _first;
        ref var session = ref _sessions[PlaceOf(oldest)];
        foreach (var item in session.Items.AsSpan(0, session.Count))
            Unlink(item, oldest);
        var owner = session.Owner;
        session = default;
        _first = unchecked(_first + 1);
        return (owner, oldest);
    }

    /// <summary>Adds an item to a session that there is; an item that is in it becomes its last one.</summary>
    public void Add(int session, string name)
    {
        var item = NumberOf(name);
        ref var known = ref _sessions[PlaceOf(session)];
        var items = known.Items.AsSpan(0, known.Count);
        var found = items.IndexOf(item);
        if (found < 0 && known.Count == maxItems)
        {
            Unlink(items[0], session);
            found = 0;
        }
        if (found >= 0)
        {
            var isNew = items[found] != item;
            items[(found + 1)..].CopyTo(items[found..]);
            items[^1] = item;
            if (isNew)
                Link(item, session);
            return;
        }
        if (known.Count == known.Items.Length)
            Array.Resize(ref known.Items, Math.Min(maxItems, Math.Max(2, known.Count * 2)));
        known.Items[known.Count++] = item;
        Link(item, session);
    }

    /// <summary>Whether a session of this number is there still.</summary>
    public bool Has(int session) => unchecked((uint)(session - _first)) < (uint)SessionCount;

    /// <summary>The items of a session, each once, in the order in which they came last.</summary>
    public ReadOnlySpan<int> ItemsOf(int session)
    {
        ref var known = ref _sessions[PlaceOf(session)];
        return known.Items.AsSpan(0, known.Count);
    }

    public long OwnerOf(int session) => _sessions[PlaceOf(session)].Owner;

    /// <summary>The latest sessions of an item, the oldest of them first.</summary>
    public ReadOnlySpan<int> SampledOf(int item) => _items[item]!.Sampled;

    /// <summary>In how many sessions an item is.</summary>
    public int CountOf(int item) => _items[item]!.Sessions;

    public string NameOf(int item) => _items[item]!.Name;

    /// <summary>The item's number; -1: it is in no session.</summary>
    public int Find(string name) => _byName.TryGetValue(name, out var item) ? item.Number : -1;

    public int PlaceOf(int session) => session & (_sessions.Length - 1);

    int NumberOf(string name)
    {
        if (_byName.TryGetValue(name, out var known))
            return known.Number;
        var number = _freeItems.TryPop(out var free) ? free : _itemCount++;
        if (number == _items.Length)
            Array.Resize(ref _items, number * 2);
        _items[number] = _byName[name] = new IndexedItem(name, number);
        return number;
    }

    void Link(int item, int session)
    {
        _items[item]!.Add(session, maxSampled);
        Size++;
    }

    void Unlink(int item, int session)
    {
        var known = _items[item]!;
        known.Remove(session);
        Size--;
        if (known.Sessions > 0)
            return;
        _byName.Remove(known.Name);
        _items[item] = null;
        _freeItems.Push(item);
    }

    void Grow()
    {
        var grown = new Session[(int)BitOperations.RoundUpToPowerOf2((uint)_sessions.Length + 1)];
        for (var session = _first; session != _next; session = unchecked(session + 1))
            grown[session & (grown.Length - 1)] = _sessions[PlaceOf(session)];
        _sessions = grown;
    }

    struct Session
    {
        public long Owner;
        public int[] Items;
        public int Count;
    }
}
