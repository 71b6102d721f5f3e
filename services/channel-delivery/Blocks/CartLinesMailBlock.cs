using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>What is in the cart.</summary>
sealed class CartLinesMailBlock : IMailBlock
{
    const int Usual = 5;

    readonly int _count;

    public CartLinesMailBlock(CartLinesBlock block, TemplateReader reader)
    {
        reader.RequireSubject(TemplateSubject.Cart, "cart_lines");
        reader.RequireRange("line_count", block.LineCount, CartViews.MaxLines);
        _count = block.LineCount == 0 ? Usual : block.LineCount;
    }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        if (view.Items.Count == 0)
            return false;
        var sums = new List<(string, string)>();
        if (view.Coupon is { } coupon)
            sums.Add((canvas.Labels.Coupon, coupon));
        if (view.Total is { } total)
            sums.Add((canvas.Labels.Total, canvas.Price(total)));
        ItemRows.Write(canvas, view.Items, Math.Min(_count, view.MaxLines), sums);
        return true;
    }
}
