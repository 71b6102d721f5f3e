using Automation.Recommendations.Models.Sessions;

namespace Automation.Recommendations.Models.NextItem;

/// <summary>
/// What comes next in a visit, by vector-multiplication-indexed session kNN (VMIS-kNN): of the latest sessions that share an item with
/// the visit, the most similar ones vote for their items; what is rare counts more. Pure; keeps memory between calls so
/// that a prediction allocates nothing, hence one for each thread.
/// </summary>
sealed class NextItemModel(NextItemParameters parameters)
{
    static readonly double[] s_logarithms = [.. Enumerable.Range(0, 4_096).Select(number => Math.Log(number))];

    // By place of a session and by item; what bears another stamp is of an earlier call.
    int[] _sessionStamps = [];
    int[] _similarities = [];
    byte[] _afterLast = [];
    int[] _itemStamps = [];
    long[] _votes = [];
    int[] _items = [];
    readonly ulong[] _candidates = new ulong[parameters.Items * parameters.Sampled];
    int _stamp;

    /// <summary>Predicts.</summary>
    /// <param name="index">The sessions.</param>
    /// <param name="visit">Items of the visit, the last one last; -1 for one that the index does not know.</param>
    /// <param name="own">The visit itself, where it is in the index: no neighbour of itself.</param>
    /// <param name="best">Takes the best, best first.</param>
    /// <returns>How many there are.</returns>
    public int Predict(SessionIndex index, ReadOnlySpan<int> visit, int? own, Span<ScoredItem> best)
    {
        if (visit.Length == 0)
            return 0;
        Begin(index);
        var found = Compare(index, visit[^Math.Min(visit.Length, parameters.Items)..], own);
        var neighbours = Nearest(index, found);
        var voted = Vote(index, neighbours);

        var top = new TopItems(index, best);
        var current = parameters.MayRepeat ? -1 : visit[^1];
        var logarithm = LogarithmOf(index.SessionCount);
        foreach (var item in _items.AsSpan(0, voted))
        {
            if (item != current && _votes[item] > 0)
                top.Offer(item, _votes[item] * (logarithm - LogarithmOf(index.CountOf(item))));
        }
        return top.Count;
    }

    void Begin(SessionIndex index)
    {
        if (_sessionStamps.Length < index.SessionPlaces)
        {
            _sessionStamps = new int[index.SessionPlaces];
            _similarities = new int[index.SessionPlaces];
            _afterLast = new byte[index.SessionPlaces];
        }
        if (_itemStamps.Length < index.ItemPlaces)
        {
            var places = Math.Max(index.ItemPlaces, _itemStamps.Length * 2);
            (_itemStamps, _votes, _items) = (new int[places], new long[places], new int[places]);
        }
        if (++_stamp > 0)
            return;
        _stamp = 1;
        Array.Clear(_sessionStamps);
        Array.Clear(_itemStamps);
    }

    int Compare(SessionIndex index, ReadOnlySpan<int> visit, int? own)
    {
        var found = 0;
        for (var after = 0; after < visit.Length; after++)
        {
            var item = visit[^(after + 1)];
            // One that comes again counts where it was last.
            if (item < 0 || visit[^after..].Contains(item))
                continue;
            var worth = parameters.Similarity(after, visit.Length);
            var sampled = index.SampledOf(item);
            foreach (var session in sampled[Math.Max(0, sampled.Length - parameters.Sampled)..])
            {
                var place = index.PlaceOf(session);
                if (_sessionStamps[place] == _stamp)
                {
                    _similarities[place] += worth;
                }
                else if (session != own)
                {
                    _sessionStamps[place] = _stamp;
                    _similarities[place] = worth;
                    _afterLast[place] = (byte)after;
                    _candidates[found++] = unchecked((uint)(session - index.OldestSession));
                }
            }
        }
        return found;
    }

    // A candidate is its age; below, its similarity before its age: the greatest are the nearest, of equal ones the latest.
    ReadOnlySpan<ulong> Nearest(SessionIndex index, int found)
    {
        var candidates = Greatest.Of(_candidates.AsSpan(0, found), parameters.Sampled);
        foreach (ref var candidate in candidates)
        {
            var place = index.PlaceOf(unchecked(index.OldestSession + (int)candidate));
            candidate |= (ulong)(uint)_similarities[place] << 32;
        }
        return Greatest.Of(candidates, parameters.Neighbours);
    }

    int Vote(SessionIndex index, ReadOnlySpan<ulong> neighbours)
    {
        var voted = 0;
        foreach (var neighbour in neighbours)
        {
            var session = unchecked(index.OldestSession + (int)(uint)neighbour);
            var place = index.PlaceOf(session);
            var votes = (long)parameters.Weight(_afterLast[place]) * _similarities[place];
            foreach (var item in index.ItemsOf(session))
            {
                if (_itemStamps[item] == _stamp)
                {
                    _votes[item] += votes;
                    continue;
                }
                _itemStamps[item] = _stamp;
                _votes[item] = votes;
                _items[voted++] = item;
            }
        }
        return voted;
    }

    static double LogarithmOf(int number) => number < s_logarithms.Length ? s_logarithms[number] : Math.Log(number);
}
