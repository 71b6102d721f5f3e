using Automation.Commerce.V1;

namespace Automation.Profiles;

public sealed partial class CartContent
{
    internal static CartContent OutlineOf(IEnumerable<LineItem> lines)
    {
        var content = new CartContent { IsOutline = true };
        foreach (var line in lines)
            content.Lines.Add(OutlineOf(line));
        return content;
    }

    /// <summary>Product, variant and quantity.</summary>
    internal static LineItem OutlineOf(LineItem line) =>
        new() { ProductId = line.ProductId, VariantId = line.VariantId, Quantity = line.Quantity };
}
