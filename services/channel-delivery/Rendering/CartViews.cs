using System.Globalization;
using Automation.ChannelDelivery.Channels;
using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Builds what a template shows from what is known. A function of its arguments.</summary>
static class CartViews
{
    /// <summary>Lines that a mail shows at most.</summary>
    public const int MaxLines = 20;

    public static CartView Build(
        Shop shop,
        MessageCart cart,
        IReadOnlyDictionary<string, CatalogProduct> products,
        IReadOnlyList<Product> suggestions,
        Uri recoverUrl,
        Uri? unsubscribeUrl,
        int maxLines = MaxLines)
    {
        var lines = Lines(cart, products, maxLines);
        var total = TotalOf(lines);
        var hidden = lines.Skip(maxLines).ToList();
        return new CartView
        {
            ShopName = SingleLine.Of(shop.DisplayName),
            PostalAddress = SingleLine.Of(shop.PostalAddress),
            Lines = [.. lines.Take(maxLines).Select(View)],
            More = hidden.Count == 0 ? null : new MoreView(
                hidden.Count.ToString(CultureInfo.InvariantCulture), total is null ? null : Text(TotalOf(hidden))),
            Total = Text(total),
            Coupon = ShownText.OrNull(cart.Coupon),
            Suggestions = suggestions.Count > 0 ? [.. suggestions.Select(Suggestion)] : null,
            RecoverUrl = recoverUrl.AbsoluteUri,
            UnsubscribeUrl = unsubscribeUrl?.AbsoluteUri,
        };
    }

    /// <summary>Every line of a cart; where not all find room, what can be bought comes first.</summary>
    public static List<ShownItem> Lines(MessageCart cart, IReadOnlyDictionary<string, CatalogProduct> products, int maxLines = MaxLines)
    {
        var apart = ToldApart(cart);
        List<ShownItem> lines = [.. cart.Lines.Select(line => Line(line, products.GetValueOrDefault(line.ProductId), apart.Contains(line.ProductId)))];
        return lines.Count > maxLines ? [.. lines.OrderBy(line => line.IsSoldOut)] : lines;
    }

    /// <summary>The sum of what is shown, line by line. Null when the prices are not all known or not of one currency.</summary>
    public static Money? TotalOf(IEnumerable<ShownItem> lines) => Amount.SubtotalOf(
        [.. lines.Where(line => !line.IsSoldOut).Select(line => new LineItem { Quantity = line.Quantity, UnitPrice = line.Price })]);

    // What the shop itself says of a product is worth more than what was in the cart's event; that is worth more than
    // what some other shopper's event said, who may have been shown another price. Of a variant only its line knows, and of several
    // lines of a product, such as a gift beside what was paid for, each knows itself.
    static ShownItem Line(LineItem line, CatalogProduct? known, bool isToldApart)
    {
        var isVariant = IsVariant(line, known);
        var told = known is { Source: ProductSource.Catalog } && !isVariant && !isToldApart ? known.Product : null;
        var former = line.UnitPrice;
        var price = told?.Price is { } now && (former is null || former.CurrencyCode == now.CurrencyCode)
            ? now
            : former ?? (isVariant ? null : known?.Product.Price);
        var isSoldOut = Stock.IsSoldOut(known);
        var isCheaper = price is not null && former is not null && price.CurrencyCode == former.CurrencyCode
            && price.ToNanos() < former.ToNanos() && Text(price) != Text(former);
        return new ShownItem
        {
            ProductId = line.ProductId,
            Title = ShownText.Title(told?.Title) ?? ShownText.Title(line.Title) ?? ShownText.Title(known?.Product.Title)
                ?? ShownText.Title(line.Sku) ?? SingleLine.Of(line.ProductId),
            Quantity = Math.Max(1, line.Quantity),
            Price = price,
            FormerPrice = isCheaper ? former : null,
            Total = isSoldOut ? null : Amount.TotalOf(new LineItem { Quantity = line.Quantity, UnitPrice = price }),
            IsSoldOut = isSoldOut,
            ImageUrl = WebAddress.Of(told?.ImageUrl) ?? WebAddress.Of(line.ImageUrl) ?? WebAddress.Of(known?.Product.ImageUrl),
            Url = WebAddress.Of(told?.ProductUrl) ?? WebAddress.Of(line.ProductUrl) ?? WebAddress.Of(known?.Product.ProductUrl),
        };
    }

    static LineView View(ShownItem line) => new()
    {
        Title = line.Title,
        Quantity = line.Quantity.ToString(CultureInfo.InvariantCulture),
        UnitPrice = Text(line.Price),
        FormerPrice = Text(line.FormerPrice),
        LineTotal = Text(line.Total),
        IsSoldOut = line.IsSoldOut,
        ImageUrl = line.ImageUrl,
    };

    // Shops that give variants no ids tell them by a SKU of their own, or by what they add to the product's title.
    static bool IsVariant(LineItem line, CatalogProduct? known) =>
        line.VariantId.Length > 0
        || (line.Sku.Length > 0 && !line.Sku.Equals(line.ProductId, StringComparison.OrdinalIgnoreCase))
        || (ShownText.Title(line.Title) is { } title && ShownText.Title(known?.Product.Title) is { } name
            && title.Length > name.Length && title.StartsWith(name, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(title[name.Length]));

    /// <summary>Products of which the cart has lines with several prices, SKUs or titles.</summary>
    static HashSet<string> ToldApart(MessageCart cart) =>
    [
        .. cart.Lines.Where(line => line.VariantId.Length == 0).GroupBy(line => line.ProductId)
            .Where(lines => lines.Select(line => (line.Sku, line.Title, line.UnitPrice)).Distinct().Count() > 1).Select(lines => lines.Key),
    ];

    static SuggestionView Suggestion(Product product) => new()
    {
        Title = ShownText.Title(product.Title) ?? SingleLine.Of(product.ProductId),
        Price = Text(product.Price),
        ImageUrl = WebAddress.Of(product.ImageUrl),
        ProductUrl = WebAddress.Of(product.ProductUrl),
    };

    static string? Text(Money? money) => money is null ? null : MoneyText.Format(money);
}
