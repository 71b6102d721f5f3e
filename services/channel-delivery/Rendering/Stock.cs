using Automation.Commerce.V1;
using Automation.Recommendations.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>What of a cart can be bought, as the catalog has it. What the catalog does not know can be.</summary>
static class Stock
{
    /// <summary>A product that is out of stock is so in all its variants.</summary>
    public static bool IsSoldOut(CatalogProduct? known) => known?.Product.Availability is Availability.OutOfStock;

    /// <summary>Whether nothing of it can be bought.</summary>
    public static bool IsSoldOut(IEnumerable<LineItem> lines, IReadOnlyDictionary<string, CatalogProduct> products) =>
        lines.All(line => IsSoldOut(products.GetValueOrDefault(line.ProductId)));
}
