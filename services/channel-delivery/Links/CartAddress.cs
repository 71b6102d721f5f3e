using System.Globalization;
using Automation.Segmentation.V1;

namespace Automation.ChannelDelivery.Links;

/// <summary>Where a recover link leads: <c>{storefront}/cart?items=SKU:2,…&amp;cart=ID</c>.</summary>
static class CartAddress
{
    // Browsers and proxies take at least 8,000 characters; what is beyond the shop still finds by the cart's id.
    const int MaxItemsLength = 6_000;

    /// <summary>The address of a cart as it is; of the empty cart page when there is none or it was ordered or emptied.</summary>
    public static string Of(string storefrontUrl, Cart? cart)
    {
        var page = $"{storefrontUrl.TrimEnd('/')}/cart";
        if (cart is null || cart.State is CartState.Ordered or CartState.Emptied)
            return page;
        var items = "";
        foreach (var line in cart.Lines)
        {
            var name = line.Sku.Length > 0 ? line.Sku : line.VariantId.Length > 0 ? line.VariantId : line.ProductId;
            var item = $"{(items.Length > 0 ? "," : "")}{Uri.EscapeDataString(name)}:{Math.Max(1, line.Quantity).ToString(CultureInfo.InvariantCulture)}";
            if (items.Length + item.Length > MaxItemsLength)
                break;
            items += item;
        }
        return $"{page}?items={items}&cart={Uri.EscapeDataString(cart.CartId)}";
    }
}
