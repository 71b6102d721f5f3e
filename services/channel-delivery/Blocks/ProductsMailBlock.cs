using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.V1;

namespace Automation.ChannelDelivery.Blocks;

/// <summary>The products that the message is about.</summary>
sealed class ProductsMailBlock : IMailBlock
{
    const int Usual = 5;

    readonly ProductSetting _setting;
    readonly int _count;

    public ProductsMailBlock(ProductsBlock block, TemplateReader reader)
    {
        reader.RequireSubject(TemplateSubject.Products, "products");
        reader.RequireRange("product_count", block.ProductCount, CartViews.MaxLines);
        if (!Enum.IsDefined(block.Setting))
            reader.Error("setting", Validation.ViolationReason.Invalid, $"{(int)block.Setting} is not a setting; use one of ProductSetting.");
        (_setting, _count) = (block.Setting, block.ProductCount == 0 ? Usual : block.ProductCount);
    }

    public bool Write(MailCanvas canvas, MessageView view)
    {
        if (view.Items.Count == 0)
            return false;
        var shown = view.Items.Take(Math.Min(_count, view.MaxLines)).ToList();
        ItemCards.Write(canvas, shown, _setting, view.MoreCount + view.Items.Count - shown.Count);
        return true;
    }
}
