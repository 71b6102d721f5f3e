using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Models.NextItem;

/// <summary>What comes next in a visit.</summary>
sealed class NextItem : IRecommendationModel, IDisposable
{
    readonly ThreadLocal<NextItemModel> _model = new(() => new NextItemModel(NextItemParameters.Tuned));

    public Strategy Strategy => Strategy.NextItem;

    public Strategy Fallback => Strategy.BoughtTogether;

    public ValueTask<IReadOnlyList<Candidate>> SuggestAsync(ModelContext context, int count, CancellationToken cancellationToken) =>
        new(context.Sessions is { } sessions ? Suggest(context, sessions, count) : []);

    IReadOnlyList<Candidate> Suggest(ModelContext context, ShopSessions sessions, int count)
    {
        var best = new ScoredItem[count];
        lock (sessions.Gate)
        {
            var (visit, own) = context.VisitIn(sessions);
            var found = _model.Value!.Predict(sessions.Visits, visit, own, best);
            return [.. best.Take(found).Select(one => new Candidate(sessions.Visits.NameOf(one.Item), one.Score))];
        }
    }

    public void Dispose() => _model.Dispose();
}
