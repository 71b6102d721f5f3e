using Automation.Recommendations.Catalog;
using Automation.Recommendations.Models;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Suggesting;

/// <summary>A product to show, and which strategy gave it.</summary>
sealed record Suggestion(string ProductId, KnownProduct Product, double Score, Strategy Strategy);

/// <summary>
/// Asks a model and, where it knows too little, the one behind it and so on. Whatever a model found, only what the shop sells by its own
/// word, and what is not excluded, is suggested.
/// </summary>
sealed class Suggestions
{
    // What is sold out or excluded is made up for by that many times as many.
    const int Reserve = 3;
    const int MaxCandidates = 500;

    readonly IProducts _products;
    readonly Dictionary<Strategy, IRecommendationModel> _models;

    public Suggestions(IEnumerable<IRecommendationModel> models, IProducts products)
    {
        _products = products;
        _models = models.ToDictionary(model => model.Strategy);
        foreach (var strategy in _models.Keys)
        {
            if (ChainOf(strategy).Count() > _models.Count)
                throw new InvalidOperationException($"The fallbacks of {strategy} go round in a circle; let one of them end.");
        }
    }

    /// <summary>Every strategy that there is.</summary>
    public IReadOnlyCollection<Strategy> Known => _models.Keys;

    /// <summary>A strategy and what fills up behind it, in order.</summary>
    public IEnumerable<Strategy> ChainOf(Strategy strategy)
    {
        for (var count = 0; strategy is not Strategy.Unspecified && count <= _models.Count; count++)
        {
            yield return strategy;
            strategy = _models[strategy].Fallback;
        }
    }

    /// <summary>At most so many products, best first, those of the strategy before those that fill up.</summary>
    public async Task<List<Suggestion>> SuggestAsync(
        ModelContext context, Strategy strategy, int count, bool hasFallback, CancellationToken cancellationToken)
    {
        var suggestions = new List<Suggestion>();
        var excluded = context.Excluded.ToHashSet();
        foreach (var next in ChainOf(strategy).Take(hasFallback ? int.MaxValue : 1))
        {
            if (suggestions.Count == count)
                break;
            var wanted = Math.Min(MaxCandidates, ((count - suggestions.Count) * Reserve) + excluded.Count);
            var found = await _models[next].SuggestAsync(context with { Excluded = excluded }, wanted, cancellationToken);
            List<Candidate> candidates = [.. found.Where(candidate => !excluded.Contains(candidate.ProductId))];
            var products = await ReadAsync(context.ShopId, candidates, cancellationToken);
            foreach (var candidate in candidates)
            {
                if (suggestions.Count == count)
                    break;
                var product = candidate.Product ?? products.GetValueOrDefault(candidate.ProductId);
                if (product is null || !KnownProduct.IsSellable(product.Catalog?.Value))
                    continue;
                excluded.Add(candidate.ProductId);
                suggestions.Add(new(candidate.ProductId, product, candidate.Score, next));
            }
        }
        return suggestions;
    }

    async Task<Dictionary<string, KnownProduct>> ReadAsync(string shopId, List<Candidate> candidates, CancellationToken cancellationToken)
    {
        List<string> unknown = [.. candidates.Where(candidate => candidate.Product is null).Select(candidate => candidate.ProductId)];
        return unknown.Count == 0 ? [] : await _products.ReadAsync(shopId, unknown, cancellationToken);
    }
}
