using Automation.Recommendations.Models.Sessions;

namespace Automation.Recommendations.Models.Together;

/// <summary>Answers what goes with the products of a context, in sessions of one kind.</summary>
/// <param name="sessionsOf">Which sessions of a shop.</param>
sealed class TogetherSuggester(Func<ShopSessions, SessionIndex> sessionsOf) : IDisposable
{
    const int Sampled = 1_000;
    const int MinSupport = 2;

    readonly ThreadLocal<TogetherModel> _model = new(() => new TogetherModel(Sampled, MinSupport));

    public IReadOnlyList<Candidate> Suggest(ModelContext context, int count)
    {
        if (context.Sessions is not { } sessions)
            return [];
        var best = new ScoredItem[count];
        lock (sessions.Gate)
        {
            var index = sessionsOf(sessions);
            int[] anchors = [.. context.AnchorsIn(sessions).Select(index.Find)];
            var found = _model.Value!.Relate(index, anchors, best);
            return [.. best.Take(found).Select(one => new Candidate(index.NameOf(one.Item), one.Score))];
        }
    }

    public void Dispose() => _model.Dispose();
}
