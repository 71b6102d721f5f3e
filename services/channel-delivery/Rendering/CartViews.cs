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

    // Nobody reads more of a title, and a line must not fill a mail.
    const int MaxTitleLength = 200;

    // As contracts allow; spelled in ASCII an address may have grown.
    const int MaxUrlLength = 2_048;

    public static CartView Build(
        Shop shop,
        MessageCart cart,
        IReadOnlyDictionary<string, CatalogProduct> products,
        IReadOnlyList<Product> suggestions,
        Uri recoverUrl,
        Uri? unsubscribeUrl,
        int maxLines = MaxLines)
    {
        var apart = ToldApart(cart);
        List<ShownLine> lines = [.. cart.Lines.Select(line => Line(line, products.GetValueOrDefault(line.ProductId), apart.Contains(line.ProductId)))];
        // Where not all find room, what can be bought comes first.
        if (lines.Count > maxLines)
            lines = [.. lines.OrderBy(line => line.View.IsSoldOut)];
        var total = TotalOf(lines);
        var hidden = lines.Skip(maxLines).ToList();
        return new CartView
        {
            ShopName = SingleLine.Of(shop.DisplayName),
            PostalAddress = SingleLine.Of(shop.PostalAddress),
            Lines = [.. lines.Take(maxLines).Select(line => line.View)],
            More = hidden.Count == 0 ? null : new MoreView(
                hidden.Count.ToString(CultureInfo.InvariantCulture), total is null ? null : TotalOf(hidden)),
            Total = total,
            Coupon = OrNull(cart.Coupon),
            Suggestions = suggestions.Count > 0 ? [.. suggestions.Select(Suggestion)] : null,
            RecoverUrl = recoverUrl.AbsoluteUri,
            UnsubscribeUrl = unsubscribeUrl?.AbsoluteUri,
        };
    }

    // What the shop itself says of a product is worth more than what was in the cart's event; that is worth more than
    // what some other shopper's event said, who may have been shown another price. Of a variant only its line knows, and of several
    // lines of a product, such as a gift beside what was paid for, each knows itself.
    static ShownLine Line(LineItem line, CatalogProduct? known, bool isToldApart)
    {
        var isVariant = IsVariant(line, known);
        var told = known is { Source: ProductSource.Catalog } && !isVariant && !isToldApart ? known.Product : null;
        var former = line.UnitPrice;
        var price = told?.Price is { } now && (former is null || former.CurrencyCode == now.CurrencyCode)
            ? now
            : former ?? (isVariant ? null : known?.Product.Price);
        var isSoldOut = Stock.IsSoldOut(known);
        LineItem priced = new() { Quantity = line.Quantity, UnitPrice = price };
        var isCheaper = price is not null && former is not null && price.CurrencyCode == former.CurrencyCode
            && price.ToNanos() < former.ToNanos() && Text(price) != Text(former);
        return new ShownLine(
            new LineView
            {
                Title = Title(told?.Title) ?? Title(line.Title) ?? Title(known?.Product.Title) ?? Title(line.Sku) ?? SingleLine.Of(line.ProductId),
                Quantity = Math.Max(1, line.Quantity).ToString(CultureInfo.InvariantCulture),
                UnitPrice = Text(price),
                FormerPrice = isCheaper ? Text(former) : null,
                LineTotal = isSoldOut ? null : Text(Amount.TotalOf(priced)),
                IsSoldOut = isSoldOut,
                ImageUrl = Web(told?.ImageUrl) ?? Web(line.ImageUrl) ?? Web(known?.Product.ImageUrl),
            },
            priced);
    }

    // Shops that give variants no ids tell them by a SKU of their own, or by what they add to the product's title.
    static bool IsVariant(LineItem line, CatalogProduct? known) =>
        line.VariantId.Length > 0
        || (line.Sku.Length > 0 && !line.Sku.Equals(line.ProductId, StringComparison.OrdinalIgnoreCase))
        || (Title(line.Title) is { } title && Title(known?.Product.Title) is { } name
            && title.Length > name.Length && title.StartsWith(name, StringComparison.OrdinalIgnoreCase) && !char.IsLetterOrDigit(title[name.Length]));

    /// <summary>Products of which the cart has lines with several prices, SKUs or titles.</summary>
    static HashSet<string> ToldApart(MessageCart cart) =>
    [
        .. cart.Lines.Where(line => line.VariantId.Length == 0).GroupBy(line => line.ProductId)
            .Where(lines => lines.Select(line => (line.Sku, line.Title, line.UnitPrice)).Distinct().Count() > 1).Select(lines => lines.Key),
    ];

    static SuggestionView Suggestion(Product product) => new()
    {
        Title = Title(product.Title) ?? SingleLine.Of(product.ProductId),
        Price = Text(product.Price),
        ImageUrl = Web(product.ImageUrl),
        ProductUrl = Web(product.ProductUrl),
    };

    // The sum of what is shown, line by line.
    static string? TotalOf(IReadOnlyList<ShownLine> lines) =>
        Text(Amount.SubtotalOf([.. lines.Where(line => !line.View.IsSoldOut).Select(line => line.Priced)]));

    static string? Text(Money? money) => money is null ? null : MoneyText.Format(money);

    // Only what a browser fetches over the web; above all nothing that it would run.
    static string? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") && uri.AbsoluteUri.Length <= MaxUrlLength
            ? uri.AbsoluteUri
            : null;

    static string? Title(string? text) => OrNull(text) is not { } title || title.Length <= MaxTitleLength ? OrNull(text)
        // Never half of a character.
        : $"{title[..(char.IsHighSurrogate(title[MaxTitleLength - 2]) ? MaxTitleLength - 2 : MaxTitleLength - 1)]}…";

    static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : SingleLine.Of(text);

    /// <param name="View">What is shown of it.</param>
    /// <param name="Priced">Its quantity at the price that is shown.</param>
    sealed record ShownLine(LineView View, LineItem Priced);
}
