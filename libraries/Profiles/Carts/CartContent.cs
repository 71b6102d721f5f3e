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

    /// <summary>How much of what: everything by which lines are told apart.</summary>
    internal static LineItem OutlineOf(LineItem line) => new()
    {
        ProductId = line.ProductId, VariantId = line.VariantId, Sku = line.Sku, UnitPrice = line.UnitPrice, Quantity = line.Quantity,
    };
}
