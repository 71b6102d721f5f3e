using Automation.Commerce;
using Automation.Commerce.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>
/// Lines of a cart. Stated ones stay as they were stated; what is put in and taken out goes by product and variant. Carts, their
/// histories and the events share lines, so a line that changes is replaced and never written to.
/// </summary>
static class CartLines
{
    public const int MaxBytes = 128 * 1024;
    const int MaxLines = 1_000;
    const int MaxQuantity = 1_000_000;

    /// <returns>Whether they are others now, not only in another order or decorated otherwise.</returns>
    public static bool Set(RepeatedField<LineItem> lines, IReadOnlyList<LineItem> items)
    {
        // All of one event, which is smaller than a cart may be.
        var next = AreCounted(items) ? items : [.. items.Select(Counted)];
        var changed = !Same(lines, next);
        Replace(lines, next);
        return changed;
    }

    /// <summary>Puts these in place of all lines, with quantities that they can have.</summary>
    public static void Replace(RepeatedField<LineItem> lines, IReadOnlyList<LineItem> items)
    {
        // Clear() would give the room back.
        while (lines.Count > items.Count)
            lines.RemoveAt(lines.Count - 1);
        for (var place = 0; place < items.Count; place++)
        {
            if (place < lines.Count)
                lines[place] = Counted(items[place]);
            else
                lines.Add(Counted(items[place]));
        }
    }

    /// <returns>Whether there is more, or something else is said of it.</returns>
    public static bool Put(RepeatedField<LineItem> lines, LineItem item, int room)
    {
        var place = LineMatch.PlaceToPut(lines, item);
        if (place < 0)
        {
            if (lines.Count >= MaxLines || item.CalculateSize() > room)
                return false;
            lines.Add(Counted(item));
            return true;
        }
        var former = lines[place];
        var line = item.Clone();
        line.Quantity = Math.Min(former.Quantity + Counted(item).Quantity, MaxQuantity);
        // The newer price and description hold; what the sender does not say now, it has not taken back.
        line.UnitPrice ??= former.UnitPrice;
        line.Sku = Newer(line.Sku, former.Sku);
        line.Title = Newer(line.Title, former.Title);
        line.ImageUrl = Newer(line.ImageUrl, former.ImageUrl);
        line.ProductUrl = Newer(line.ProductUrl, former.ProductUrl);
        lines[place] = line.CalculateSize() <= former.CalculateSize() + Math.Max(room, 0) ? line : WithQuantity(former, line.Quantity);
        return !lines[place].Equals(former);
    }

    /// <summary>Takes from as many lines as it needs.</summary>
    /// <returns>Whether there was any of it.</returns>
    public static bool Take(RepeatedField<LineItem> lines, LineItem item)
    {
        var first = LineMatch.PlaceToTake(lines, item);
        if (first < 0)
            return false;
        var isOtherSku = LineMatch.SaysOtherSku(lines[first], item);
        var left = Math.Max(item.Quantity, 1);
        for (var place = first; place >= 0 && LineMatch.SaysOtherSku(lines[place], item) == isOtherSku; place = LineMatch.PlaceToTake(lines, item))
        {
            var line = lines[place];
            if (line.Quantity > left)
            {
                lines[place] = WithQuantity(line, line.Quantity - left);
                return true;
            }
            lines.RemoveAt(place);
            left -= line.Quantity;
            if (left == 0)
                return true;
        }
        return true;
    }

    /// <summary>Whether there are some, and no more of any product and variant than were bought.</summary>
    public static bool Covers(IReadOnlyList<LineItem> bought, IReadOnlyList<LineItem> lines, bool bySku = false)
    {
        for (var place = 0; place < lines.Count; place++)
        {
            if (QuantityOf(lines, lines[place], bySku) > QuantityOf(bought, lines[place], bySku))
                return false;
        }
        return lines.Count > 0;
    }

    /// <summary>The line, with a quantity that it can have.</summary>
    public static LineItem Counted(LineItem item) =>
        item.Quantity is >= 1 and <= MaxQuantity ? item : WithQuantity(item, Math.Clamp(item.Quantity, 1, MaxQuantity));

    /// <summary>
    /// Whether both have the same lines, quantities and prices, in whatever order. Pictures, links and titles are decoration, and a SKU or
    /// price that one of them does not say is no other one: of two sources that post a cart in turn each knows its own.
    /// </summary>
    public static bool Same(IReadOnlyList<LineItem> left, IReadOnlyList<LineItem> right)
    {
        if (left.Count != right.Count)
            return false;
        var same = 0;
        while (same < left.Count && IsAlike(left[same], right[same]))
            same++;
        if (same == left.Count)
            return true;
        List<LineItem> others = [.. right.Skip(same)];
        for (var place = same; place < left.Count; place++)
        {
            var other = others.IndexOf(left[place]);
            if (other < 0)
                other = others.FindIndex(line => IsAlike(line, left[place]));
            if (other < 0)
                return false;
            others.RemoveAt(other);
        }
        return true;
    }

    static bool IsAlike(LineItem left, LineItem right) =>
        LineMatch.IsSame(left, right) && !LineMatch.SaysOtherSku(left, right) && Math.Max(left.Quantity, 1) == Math.Max(right.Quantity, 1)
        && (left.UnitPrice is null || right.UnitPrice is null || left.UnitPrice.Equals(right.UnitPrice));

    public static int SizeOf(RepeatedField<LineItem> lines)
    {
        var bytes = 0;
        for (var place = 0; place < lines.Count; place++)
            bytes += lines[place].CalculateSize();
        return bytes;
    }

    static bool AreCounted(IReadOnlyList<LineItem> items)
    {
        for (var place = 0; place < items.Count; place++)
        {
            if (!ReferenceEquals(Counted(items[place]), items[place]))
                return false;
        }
        return true;
    }

    static LineItem WithQuantity(LineItem item, int quantity)
    {
        var line = item.Clone();
        line.Quantity = quantity;
        return line;
    }

    static string Newer(string said, string former) => said.Length > 0 ? said : former;

    static long QuantityOf(IReadOnlyList<LineItem> lines, LineItem item, bool bySku)
    {
        var quantity = 0L;
        for (var place = 0; place < lines.Count; place++)
        {
            if (LineMatch.IsSame(lines[place], item) && !(bySku && LineMatch.SaysOtherSku(lines[place], item)))
                quantity += Counted(lines[place]).Quantity;
        }
        return quantity;
    }
}
