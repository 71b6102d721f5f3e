using Automation.Recommendations.Models.Together;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Models.BoughtTogether;

/// <summary>What was ordered together.</summary>
sealed class BoughtTogether : IRecommendationModel, IDisposable
{
    readonly TogetherSuggester _suggester = new(shop => shop.Orders);

    public Strategy Strategy => Strategy.BoughtTogether;

    public Strategy Fallback => Strategy.ViewedTogether;

    public ValueTask<IReadOnlyList<Candidate>> SuggestAsync(ModelContext context, int count, CancellationToken cancellationToken) =>
        new(_suggester.Suggest(context, count));

    public void Dispose() => _suggester.Dispose();
}
