using System.Globalization;
using Automation.ChannelDelivery.Channels;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Builds what a template shows from what is known. A function of its arguments.</summary>
static class CartViews
{
    public static CartView Build(
        Shop shop,
        MessageCart cart,
        IReadOnlyDictionary<string, CatalogProduct> products,
        IReadOnlyList<Product> suggestions,
        Uri recoverUrl,
        Uri? unsubscribeUrl)
    {
        var lines = cart.Lines.Select(line => Line(line, products.GetValueOrDefault(line.ProductId))).ToList();
        return new CartView
        {
            ShopName = SingleLine.Of(shop.DisplayName),
            PostalAddress = SingleLine.Of(shop.PostalAddress),
            Lines = [.. lines.Select(line => line.View)],
            Total = TotalOf(lines.Select(line => line.Total)),
            Coupon = OrNull(cart.Coupon),
            Suggestions = suggestions.Count > 0 ? [.. suggestions.Select(Suggestion)] : null,
            RecoverUrl = recoverUrl.AbsoluteUri,
            UnsubscribeUrl = unsubscribeUrl?.AbsoluteUri,
        };
    }

    // What the shop itself says of a product is worth more than what was in the cart's event; that is worth more than
    // what some other shopper's event said, who may have been shown another price.
    static (LineView View, (decimal Amount, string Currency)? Total) Line(LineItem line, CatalogProduct? known)
    {
        var told = known is { Source: ProductSource.Catalog } ? known.Product : null;
        var quantity = Math.Max(1, line.Quantity);
        var former = line.UnitPrice;
        var price = told?.Price is { } now && (former is null || former.CurrencyCode == now.CurrencyCode)
            ? now
            : former ?? known?.Product.Price;
        (decimal Amount, string Currency)? total =
            price is null ? null : (MoneyText.AmountOf(price) * quantity, price.CurrencyCode);
        var isCheaper = price is not null && former is not null && price.CurrencyCode == former.CurrencyCode
            && MoneyText.AmountOf(price) < MoneyText.AmountOf(former);
        var view = new LineView
        {
            Title = OrNull(told?.Title) ?? OrNull(line.Title) ?? OrNull(known?.Product.Title) ?? OrNull(line.Sku) ?? SingleLine.Of(line.ProductId),
            Quantity = quantity.ToString(CultureInfo.InvariantCulture),
            UnitPrice = Text(price),
            FormerPrice = isCheaper ? Text(former) : null,
            LineTotal = total is { } sum ? MoneyText.Format(sum.Amount, sum.Currency) : null,
            ImageUrl = Web(told?.ImageUrl) ?? Web(line.ImageUrl) ?? Web(known?.Product.ImageUrl),
        };
        return (view, total);
    }

    static SuggestionView Suggestion(Product product) => new()
    {
        Title = OrNull(product.Title) ?? SingleLine.Of(product.ProductId),
        Price = Text(product.Price),
        ImageUrl = Web(product.ImageUrl),
        ProductUrl = Web(product.ProductUrl),
    };

    static string? TotalOf(IEnumerable<(decimal Amount, string Currency)?> totals)
    {
        var known = totals.ToList();
        if (known.Any(total => total is null) || known.Select(total => total!.Value.Currency).Distinct().Count() != 1)
            return null;
        return MoneyText.Format(known.Sum(total => total!.Value.Amount), known[0]!.Value.Currency);
    }

    static string? Text(Money? money) => money is null ? null : MoneyText.Format(MoneyText.AmountOf(money), money.CurrencyCode);

    // Only what a browser fetches over the web; above all nothing that it would run.
    static string? Web(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme is "http" or "https") ? uri.AbsoluteUri : null;

    static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : SingleLine.Of(text);
}
