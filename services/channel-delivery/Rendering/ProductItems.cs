using Automation.ChannelDelivery.Channels;
using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>The products that a message is about, as the shop sells them now.</summary>
static class ProductItems
{
    /// <summary>Those that can be bought and, where only what is reduced counts, still cost less, in the order of the message.</summary>
    public static List<ShownItem> Of(MessageProducts products, IReadOnlyDictionary<string, CatalogProduct> catalog) =>
    [
        .. products.Products
            .Where(product => !Stock.IsSoldOut(catalog.GetValueOrDefault(product.ProductId)))
            .Select(product => Item(product, catalog.GetValueOrDefault(product.ProductId)))
            .Where(item => !products.ReducedOnly || item.FormerPrice is not null),
    ];

    /// <summary>What recommendations answered.</summary>
    public static ShownItem Of(Product product) => new()
    {
        ProductId = product.ProductId,
        Title = ShownText.Title(product.Title) ?? SingleLine.Of(product.ProductId),
        Price = product.Price,
        ImageUrl = WebAddress.Of(product.ImageUrl),
        Url = WebAddress.Of(product.ProductUrl),
    };

    static ShownItem Item(MessageProduct product, CatalogProduct? known)
    {
        var told = known is { Source: ProductSource.Catalog } ? known.Product : null;
        var price = told?.Price ?? product.Price ?? known?.Product.Price;
        return new ShownItem
        {
            ProductId = product.ProductId,
            Title = ShownText.Title(told?.Title) ?? ShownText.Title(product.Title) ?? ShownText.Title(known?.Product.Title)
                ?? SingleLine.Of(product.ProductId),
            Price = price,
            FormerPrice = IsLower(price, product.FormerPrice) ? product.FormerPrice : null,
            Variant = ShownText.Title(product.VariantId),
            ImageUrl = WebAddress.Of(known?.Product.ImageUrl),
            Url = WebAddress.Of(known?.Product.ProductUrl),
        };
    }

    // Also as it is shown: 9.999 for 10.00 is no reduction.
    static bool IsLower(Money? price, Money? former) =>
        price is not null && former is not null && price.CurrencyCode == former.CurrencyCode
        && price.ToNanos() < former.ToNanos() && MoneyText.Format(price) != MoneyText.Format(former);
}
