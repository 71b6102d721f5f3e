using Automation.Recommendations.Models.Sessions;

namespace Automation.Recommendations.Models;

/// <summary>The best of many items, best first; of equal ones, the one whose name comes first. Lives in the caller's memory.</summary>
ref struct TopItems(SessionIndex index, Span<ScoredItem> best)
{
    readonly SessionIndex _index = index;
    readonly Span<ScoredItem> _best = best;

    public int Count { get; private set; }

    public void Offer(int item, double score)
    {
        if (_best.Length == 0 || (Count == _best.Length && !IsBetter(item, score, _best[^1])))
            return;
        var place = Count < _best.Length ? Count++ : Count - 1;
        for (; place > 0 && IsBetter(item, score, _best[place - 1]); place--)
            _best[place] = _best[place - 1];
        _best[place] = new(item, score);
    }

    readonly bool IsBetter(int item, double score, ScoredItem other) =>
        score > other.Score
        || (score == other.Score && string.CompareOrdinal(_index.NameOf(item), _index.NameOf(other.Item)) < 0);
}
