using Automation.Commerce;
using Automation.Commerce.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>
/// Which line of a cart is meant by something put in, taken out or bought: one of its product and variant. Where a cart states
/// several, SKU and price tell them apart (<see cref="LineItem"/>).
/// </summary>
static class LineMatch
{
    /// <summary>Whether both are of one product and variant.</summary>
    public static bool IsSame(LineItem line, LineItem item) => line.ProductId == item.ProductId && line.VariantId == item.VariantId;

    public static bool SaysOtherSku(LineItem line, LineItem item) => line.Sku.Length > 0 && item.Sku.Length > 0 && line.Sku != item.Sku;

    /// <summary>The line that more of it adds up with; less than 0 when it is a line of its own.</summary>
    public static int PlaceToPut(RepeatedField<LineItem> lines, LineItem item)
    {
        var (first, isAmongSeveral) = (-1, false);
        for (var place = 0; place < lines.Count; place++)
        {
            if (!IsSame(lines[place], item) || SaysOtherSku(lines[place], item))
                continue;
            if (Equals(lines[place].UnitPrice, item.UnitPrice))
                return place;
            isAmongSeveral = first >= 0;
            if (first < 0)
                first = place;
        }
        // A new price is the price of the one line that there is, and of none of several.
        return isAmongSeveral && item.UnitPrice is not null ? -1 : first;
    }

    /// <summary>The line to take it from first; less than 0 when there is none of its product and variant.</summary>
    public static int PlaceToTake(RepeatedField<LineItem> lines, LineItem item)
    {
        var best = -1;
        for (var place = 0; place < lines.Count; place++)
        {
            if (IsSame(lines[place], item) && (best < 0 || GoesBefore(lines[place], lines[best], item)))
                best = place;
        }
        return best;
    }

    // The price that is said, else the cheapest: what is left is never shown for less than it costs.
    static bool GoesBefore(LineItem line, LineItem other, LineItem item)
    {
        if (SaysOtherSku(line, item) != SaysOtherSku(other, item))
            return SaysOtherSku(other, item);
        var (isSaid, isOtherSaid) = (HasPriceOf(line, item), HasPriceOf(other, item));
        return isSaid == isOtherSaid ? NanosOf(line) < NanosOf(other) : isSaid;
    }

    static bool HasPriceOf(LineItem line, LineItem item) => item.UnitPrice is not null && item.UnitPrice.Equals(line.UnitPrice);

    // One without a price has nothing to show.
    static Int128 NanosOf(LineItem line) => line.UnitPrice?.ToNanos() ?? -1;
}
