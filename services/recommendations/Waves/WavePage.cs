using Automation.Recommendations.Offers;

namespace Automation.Recommendations.Waves;

/// <summary>Some shoppers of a wave, each with all products that they may be told of. Pure.</summary>
/// <param name="Shoppers">In order.</param>
/// <param name="AfterShopper">The last one; null: there is nobody behind them.</param>
sealed record WavePage(IReadOnlyList<(Guid ShopperId, IReadOnlyList<OfferedProduct> Offered)> Shoppers, Guid? AfterShopper)
{
    /// <summary>
    /// From rows by shopper, cut at a limit. The last shopper may have more behind the cut and waits for the next page, but one who alone fills a
    /// page is told of what is in it.
    /// </summary>
    public static WavePage Of(IReadOnlyList<(Guid ShopperId, OfferedProduct Offered)> rows, int limit)
    {
        var shoppers = rows.GroupBy(row => row.ShopperId)
            .Select(shopper => (shopper.Key, (IReadOnlyList<OfferedProduct>)[.. shopper.Select(row => row.Offered)]))
            .ToList();
        if (rows.Count < limit)
            return new(shoppers, null);
        if (shoppers.Count > 1)
            shoppers.RemoveAt(shoppers.Count - 1);
        return new(shoppers, shoppers[^1].Key);
    }
}
