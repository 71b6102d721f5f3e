using Automation.Recommendations.Models.Together;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Models.ViewedTogether;

/// <summary>What was looked at in the same visit.</summary>
sealed class ViewedTogether : IRecommendationModel, IDisposable
{
    readonly TogetherSuggester _suggester = new(shop => shop.Visits);

    public Strategy Strategy => Strategy.ViewedTogether;

    public Strategy Fallback => Strategy.Popular;

    public ValueTask<IReadOnlyList<Candidate>> SuggestAsync(ModelContext context, int count, CancellationToken cancellationToken) =>
        new(_suggester.Suggest(context, count));

    public void Dispose() => _suggester.Dispose();
}
