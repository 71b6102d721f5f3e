using Automation.Recommendations.Models;
using Automation.Recommendations.Models.NextItem;
using Automation.Recommendations.Models.Sessions;

namespace Automation.Benchmarks.Recommendations;

/// <summary>Sessions of a file in the service's index, with predictions from them.</summary>
sealed class IndexedSessions(SessionIndex index, NextItemParameters parameters)
{
    readonly NextItemModel _model = new(parameters);
    readonly ScoredItem[] _best = new ScoredItem[NextItemProtocol.Answered];
    int[] _visit = new int[16];

    public SessionIndex Index { get; } = index;

    /// <summary>An index of all of these, the oldest first.</summary>
    public static SessionIndex Build(IReadOnlyList<FileSession> sessions, int maxSampled)
    {
        var index = new SessionIndex(Math.Max(1, sessions.Count), maxSampled, maxItems: int.MaxValue);
        for (var owner = 0; owner < sessions.Count; owner++)
        {
            var session = index.Begin(owner, out _);
            foreach (var item in sessions[owner].Items)
                index.Add(session, item);
        }
        return index;
    }

    /// <summary>The best items with their scores; good until the next call.</summary>
    public ReadOnlySpan<ScoredItem> Predict(IReadOnlyList<string> before)
    {
        if (_visit.Length < before.Count)
            _visit = new int[before.Count * 2];
        for (var place = 0; place < before.Count; place++)
            _visit[place] = Index.Find(before[place]);
        return _best.AsSpan(0, _model.Predict(Index, _visit.AsSpan(0, before.Count), own: null, _best));
    }

    /// <summary>The names of the best items.</summary>
    public IReadOnlyList<string> Names(IReadOnlyList<string> before)
    {
        var names = new List<string>();
        foreach (var best in Predict(before))
            names.Add(Index.NameOf(best.Item));
        return names;
    }
}
