using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>What was ordered.</summary>
sealed class OrderLinesMailBlock : IMailBlock
{
    readonly int _count;
    readonly bool _isOfShipment;

    public OrderLinesMailBlock(OrderLinesBlock block, TemplateReader reader)
    {
        reader.RequireSubject(TemplateSubject.Order, "order_lines");
        reader.RequireRange("line_count", block.LineCount, CartViews.MaxLines);
        _count = block.LineCount == 0 ? CartViews.MaxLines : block.LineCount;
        _isOfShipment = block.ShipmentOnly;
    }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        var isPart = _isOfShipment && view.ShipmentItems.Count > 0;
        var items = isPart ? view.ShipmentItems : view.Items;
        if (items.Count == 0 && view.Total is null && view.Refunded is null)
            return false;
        var sums = new List<(string, string)>();
        if (!isPart && view.Total is { } total)
            sums.Add((canvas.Labels.Total, canvas.Price(total)));
        if (view.Refunded is { } refunded)
            sums.Add((canvas.Labels.Refunded, canvas.Price(refunded)));
        ItemRows.Write(canvas, items, Math.Min(_count, view.MaxLines), sums);
        return true;
    }
}
