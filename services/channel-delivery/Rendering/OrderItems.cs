using Automation.ChannelDelivery.Channels;
using Automation.Commerce;
using Automation.Commerce.V1;
using Google.Protobuf.Collections;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>What was ordered, as the order says it: what was bought is not told anew by the catalog.</summary>
static class OrderItems
{
    public static List<ShownItem> Of(RepeatedField<LineItem> lines) => [.. lines.Select(line => new ShownItem
    {
        ProductId = line.ProductId,
        Title = ShownText.Title(line.Title) ?? ShownText.Title(line.Sku) ?? SingleLine.Of(line.ProductId),
        Quantity = Math.Max(1, line.Quantity),
        Price = line.UnitPrice,
        Total = Amount.TotalOf(line),
        ImageUrl = WebAddress.Of(line.ImageUrl),
        Url = WebAddress.Of(line.ProductUrl),
    })];
}
