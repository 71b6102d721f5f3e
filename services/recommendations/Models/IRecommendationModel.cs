using Automation.Recommendations.Catalog;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Models;

/// <summary>A way to choose products. Each is a folder here and registered once; nobody else lists them.</summary>
interface IRecommendationModel
{
    /// <summary>By which it is asked for.</summary>
    Strategy Strategy { get; }

    /// <summary>What fills up where this one knows too little; unspecified: nothing.</summary>
    Strategy Fallback { get; }

    /// <summary>Products that fit, best first. Whether they may be shown is not for a model to say.</summary>
    ValueTask<IReadOnlyList<Candidate>> SuggestAsync(ModelContext context, int count, CancellationToken cancellationToken);
}

/// <summary>A product that a model found.</summary>
/// <param name="ProductId">Which.</param>
/// <param name="Score">Comparable within a model.</param>
/// <param name="Product">What is known of it, where the model came by it.</param>
readonly record struct Candidate(string ProductId, double Score, KnownProduct? Product = null);
