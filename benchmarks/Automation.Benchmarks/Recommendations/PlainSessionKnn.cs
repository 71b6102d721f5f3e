namespace Automation.Benchmarks.Recommendations;

/// <summary>
/// Session kNN in the plainest way (V-SkNN): every session there is is compared at every prediction. What an index must agree with,
/// and what its speed is measured against.
/// </summary>
/// <param name="sessions">The oldest first.</param>
/// <param name="sampled">The latest so many sessions that share an item are compared.</param>
/// <param name="neighbours">The most similar so many of them vote.</param>
/// <param name="items">The last so many items of a visit count.</param>
sealed class PlainSessionKnn(IReadOnlyList<IReadOnlyList<string>> sessions, int sampled, int neighbours, int items)
{
    readonly List<HashSet<string>> _sessions = [.. sessions.Select(session => session.ToHashSet())];
    readonly Dictionary<string, int> _counts = sessions.SelectMany(session => session.Distinct()).CountBy(item => item).ToDictionary();

    /// <summary>What sharing an item is worth, by how many came after it, and how many are looked at.</summary>
    public Func<int, int, int> Similarity { get; init; } = (after, count) => count - after;

    /// <summary>Whether the item that is looked at may be answered itself.</summary>
    public bool MayRepeat { get; init; }

    /// <summary>Items with their scores, best first.</summary>
    public IReadOnlyList<(string Item, double Score)> Predict(IReadOnlyList<string> before, int count)
    {
        var visit = before.TakeLast(items).Reverse().ToList();
        var shared = new List<(int Session, double Similarity, int After)>();
        for (var session = 0; session < _sessions.Count; session++)
        {
            var (similarity, first) = (0d, -1);
            for (var after = 0; after < visit.Count; after++)
            {
                if (!_sessions[session].Contains(visit[after]) || visit.IndexOf(visit[after]) < after)
                    continue;
                similarity += Similarity(after, visit.Count);
                if (first < 0)
                    first = after;
            }
            if (first >= 0)
                shared.Add((session, similarity, first));
        }
        var nearest = shared.OrderByDescending(one => one.Session).Take(sampled)
            .OrderByDescending(one => one.Similarity).ThenByDescending(one => one.Session).Take(neighbours);
        var votes = new Dictionary<string, double>();
        foreach (var (session, similarity, after) in nearest)
        {
            foreach (var item in _sessions[session])
                votes[item] = votes.GetValueOrDefault(item) + (Math.Max(0, 9 - after) * similarity);
        }
        return
        [
            .. votes.Where(vote => (MayRepeat || vote.Key != visit[0]) && vote.Value > 0)
                .Select(vote => (Item: vote.Key, Score: vote.Value * (Math.Log(_sessions.Count) - Math.Log(_counts[vote.Key]))))
                .OrderByDescending(vote => vote.Score).ThenBy(vote => vote.Item, StringComparer.Ordinal).Take(count),
        ];
    }
}
