namespace Automation.Recommendations.Catalog;

/// <summary>What is known of products.</summary>
interface IProducts
{
    /// <summary>Those of a shop that anything is known of.</summary>
    Task<Dictionary<string, KnownProduct>> ReadAsync(
        string shopId, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken);
}
