using Automation.Recommendations.Popularity;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Models.Popular;

/// <summary>What many want. Knows something as soon as anybody wanted anything, so nothing need fill up behind it.</summary>
sealed class Popular(IProductRanking ranking) : IRecommendationModel
{
    public Strategy Strategy => Strategy.Popular;

    public Strategy Fallback => Strategy.Unspecified;

    public async ValueTask<IReadOnlyList<Candidate>> SuggestAsync(ModelContext context, int count, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(context.Now.UtcDateTime);
        var ranked = await ranking.RankAsync(context.ShopId, today, context.Excluded, count, cancellationToken);
        return [.. ranked.Select(one => new Candidate(one.ProductId, (double)one.Score / PopularityScore.FullDay, one.Product))];
    }
}
