using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Whether anything that a message is about can be bought.</summary>
enum CartStock
{
    /// <summary>Something can, or it is about nothing to buy.</summary>
    Available,

    /// <summary>Nothing can.</summary>
    SoldOut,

    /// <summary>The catalog did not answer.</summary>
    Unknown,

    /// <summary>Something can, but it was to be shown for costing less, and it does not any more.</summary>
    NotReduced,
}

/// <summary>What of a cart can be bought, as the catalog has it. What the catalog does not know can be.</summary>
static class Stock
{
    /// <param name="content">What a message is about. What was ordered needs no stock.</param>
    /// <param name="products">By id; null: the catalog did not answer.</param>
    public static CartStock Of(MessageContent content, IReadOnlyDictionary<string, CatalogProduct>? products) => content.SubjectCase switch
    {
        MessageContent.SubjectOneofCase.Cart => Of(content.Cart.Lines, products),
        MessageContent.SubjectOneofCase.Products => Of(content.Products, products),
        _ => CartStock.Available,
    };

    static CartStock Of(MessageProducts about, IReadOnlyDictionary<string, CatalogProduct>? products) =>
        products is null ? CartStock.Unknown
        : about.Products.All(product => IsSoldOut(products.GetValueOrDefault(product.ProductId))) ? CartStock.SoldOut
        : ProductItems.Of(about, products).Count == 0 ? CartStock.NotReduced
        : CartStock.Available;

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
