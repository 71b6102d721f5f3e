using System.Globalization;
using Automation.Segmentation.V1;

namespace Automation.ChannelDelivery.Links;

/// <summary>
/// Where a recover link leads: <c>/cart</c> below the storefront's path, with the storefront's query and
/// <c>items=SKU:2,…&amp;cart=ID</c>.
/// </summary>
static class CartAddress
{
    // Browsers and proxies take at least 8,000 characters; what is beyond the shop still finds by the cart's id.
    const int MaxItemsLength = 4_000;

    /// <summary>The address of a cart as it is; of the empty cart page when there is none or it was ordered or emptied.</summary>
    /// <returns>ASCII. Null when the storefront is no address on the web.</returns>
    public static string? Of(string storefrontUrl, Cart? cart)
    {
        if (!Uri.TryCreate(storefrontUrl, UriKind.Absolute, out var storefront) || storefront.Scheme is not ("http" or "https"))
            return null;
        // From its parts, for a query stands behind the path; without user info and fragment, which are nobody else's.
        var host = storefront.HostNameType is UriHostNameType.IPv6 ? storefront.Host : storefront.IdnHost;
        var port = storefront.IsDefaultPort ? "" : $":{storefront.Port.ToString(CultureInfo.InvariantCulture)}";
        var page = $"{storefront.Scheme}://{host}{port}{storefront.AbsolutePath.TrimEnd('/')}/cart";
        List<string> query = [.. storefront.Query.TrimStart('?').Split('&').Where(pair => pair.Length > 0 && !IsOurs(pair))];
        if (cart is not (null or { State: CartState.Ordered or CartState.Emptied }))
            query.AddRange([$"items={Items(cart)}", $"cart={Uri.EscapeDataString(cart.CartId)}"]);
        return query.Count == 0 ? page : $"{page}?{string.Join('&', query)}";
    }

    // What the storefront itself says of a cart would be another cart.
    static bool IsOurs(string pair) => pair.Split('=')[0] is "items" or "cart";

    static string Items(Cart cart)
    {
        var items = "";
        foreach (var line in cart.Lines)
        {
            var name = line.Sku.Length > 0 ? line.Sku : line.VariantId.Length > 0 ? line.VariantId : line.ProductId;
            var item = $"{(items.Length > 0 ? "," : "")}{Uri.EscapeDataString(name)}:{Math.Max(1, line.Quantity).ToString(CultureInfo.InvariantCulture)}";
            if (items.Length + item.Length > MaxItemsLength)
                break;
            items += item;
        }
        return items;
    }
}
