using Automation.Commerce.V1;
using Automation.Recommendations.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Whether anything of a cart can be bought.</summary>
enum CartStock
{
    /// <summary>Something can, or it is about no cart.</summary>
    Available,

    /// <summary>Nothing can.</summary>
    SoldOut,

    /// <summary>The catalog did not answer.</summary>
    Unknown,
}

/// <summary>What of a cart can be bought, as the catalog has it. What the catalog does not know can be.</summary>
static class Stock
{
    /// <param name="lines">The cart's.</param>
    /// <param name="products">By id; null: the catalog did not answer.</param>
    public static CartStock Of(IReadOnlyCollection<LineItem> lines, IReadOnlyDictionary<string, CatalogProduct>? products) =>
        lines.Count == 0 ? CartStock.Available
        : products is null ? CartStock.Unknown
        : IsSoldOut(lines, products) ? CartStock.SoldOut
        : CartStock.Available;

    /// <summary>A product that is out of stock is so in all its variants.</summary>
    public static bool IsSoldOut(CatalogProduct? known) => known?.Product.Availability is Availability.OutOfStock;

    /// <summary>Whether nothing of it can be bought.</summary>
    public static bool IsSoldOut(IEnumerable<LineItem> lines, IReadOnlyDictionary<string, CatalogProduct> products) =>
        lines.All(line => IsSoldOut(products.GetValueOrDefault(line.ProductId)));
}
