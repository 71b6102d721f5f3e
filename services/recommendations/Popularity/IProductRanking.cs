using Automation.Recommendations.Catalog;

namespace Automation.Recommendations.Popularity;

/// <summary>Products by <see cref="PopularityScore"/>.</summary>
interface IProductRanking
{
    /// <summary>A shop's most popular products of those that it sells by its own word, ties by product id.</summary>
    Task<IReadOnlyList<RankedProduct>> RankAsync(
        string shopId, DateOnly today, IReadOnlyCollection<string> excluded, int count, CancellationToken cancellationToken);
}

/// <summary>A product with its popularity.</summary>
sealed record RankedProduct(string ProductId, KnownProduct Product, Int128 Score);
