using Automation.Recommendations.Models.Sessions;

namespace Automation.Recommendations.Models.Together;

/// <summary>
/// What goes together with some items, by cosine: in how many sessions both are, by the geometric mean of those that have the one and
/// the other. A shopper counts once for a pair however often they had it, and one shopper alone pairs nothing. Pure; keeps memory
/// between calls so that an answer allocates nothing, hence one for each thread.
/// </summary>
/// <param name="sampled">The latest so many sessions of an item are looked at.</param>
/// <param name="minSupport">So many shoppers at least must have had both.</param>
sealed class TogetherModel(int sampled, int minSupport)
{
    // By item; what bears another stamp is of an earlier item or call.
    int[] _pairStamps = [];
    int[] _pairs = [];
    int[] _lastOwners = [];
    int[] _paired = [];
    int[] _scoreStamps = [];
    double[] _scores = [];
    int[] _items = [];
    long[] _sessions = [];
    int _pairStamp;
    int _scoreStamp;

    /// <summary>Answers items that none of the given ones is.</summary>
    /// <param name="index">The sessions.</param>
    /// <param name="anchors">Items by number; -1 for one that the index does not know.</param>
    /// <param name="best">Takes the best, best first.</param>
    /// <returns>How many there are.</returns>
    public int Relate(SessionIndex index, ReadOnlySpan<int> anchors, Span<ScoredItem> best)
    {
        Begin(index);
        var scored = 0;
        for (var place = 0; place < anchors.Length; place++)
        {
            if (anchors[place] >= 0 && !anchors[..place].Contains(anchors[place]))
                scored = Add(index, anchors[place], scored);
        }
        var top = new TopItems(index, best);
        foreach (var item in _items.AsSpan(0, scored))
        {
            if (!anchors.Contains(item))
                top.Offer(item, _scores[item]);
        }
        return top.Count;
    }

    int Add(SessionIndex index, int anchor, int scored)
    {
        _pairStamp++;
        var (owners, paired) = Pair(index, anchor);
        foreach (var item in _paired.AsSpan(0, paired))
        {
            if (_pairs[item] < minSupport)
                continue;
            if (_scoreStamps[item] != _scoreStamp)
            {
                _scoreStamps[item] = _scoreStamp;
                _scores[item] = 0;
                _items[scored++] = item;
            }
            _scores[item] += _pairs[item] / Math.Sqrt((double)owners * index.CountOf(item));
        }
        return scored;
    }

    (int Owners, int Paired) Pair(SessionIndex index, int anchor)
    {
        var all = index.SampledOf(anchor);
        var sessions = _sessions.AsSpan(0, Math.Min(all.Length, sampled));
        all = all[(all.Length - sessions.Length)..];
        for (var place = 0; place < all.Length; place++)
            sessions[place] = (index.OwnerOf(all[place]) << 32) | (uint)all[place];
        // Sessions of one owner side by side: whom an item was counted for last tells whether it was counted for this one.
        sessions.Sort();
        var (owners, paired) = (0, 0);
        for (var place = 0; place < sessions.Length; place++)
        {
            var owner = (int)(sessions[place] >> 32);
            if (place == 0 || owner != (int)(sessions[place - 1] >> 32))
                owners++;
            foreach (var item in index.ItemsOf((int)sessions[place]))
            {
                if (_pairStamps[item] != _pairStamp)
                {
                    _pairStamps[item] = _pairStamp;
                    _pairs[item] = 0;
                    _lastOwners[item] = ~owner;
                    _paired[paired++] = item;
                }
                if (_lastOwners[item] == owner)
                    continue;
                _lastOwners[item] = owner;
                _pairs[item]++;
            }
        }
        return (owners, paired);
    }

    void Begin(SessionIndex index)
    {
        if (_sessions.Length == 0)
            _sessions = new long[sampled];
        if (_items.Length < index.ItemPlaces)
        {
            var places = Math.Max(index.ItemPlaces, _items.Length * 2);
            (_pairStamps, _pairs, _lastOwners, _paired) = (new int[places], new int[places], new int[places], new int[places]);
            (_scoreStamps, _scores, _items) = (new int[places], new double[places], new int[places]);
        }
        _scoreStamp++;
        // Long before a stamp comes again.
        if (_pairStamp < int.MaxValue / 2 && _scoreStamp < int.MaxValue / 2)
            return;
        Array.Clear(_pairStamps);
        Array.Clear(_scoreStamps);
        (_pairStamp, _scoreStamp) = (0, 1);
    }
}
