using Automation.Commerce.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>
/// Lines of a cart, one for each product and variant. Carts, their histories and the events share lines, so a line that
/// changes is replaced and never written to.
/// </summary>
static class CartLines
{
    public const int MaxBytes = 128 * 1024;
    const int MaxLines = 1_000;
    const int MaxQuantity = 1_000_000;

    /// <returns>Whether they are others now, not only in another order.</returns>
    public static bool Set(RepeatedField<LineItem> lines, IReadOnlyList<LineItem> items)
    {
        var next = new RepeatedField<LineItem>();
        // All of one event, which is smaller than a cart may be.
        foreach (var item in items)
            Put(next, item, MaxBytes);
        var changed = !Same(lines, next);
        lines.Clear();
        lines.AddRange(next);
        return changed;
    }

    /// <returns>Whether there is more, or something else is said of it.</returns>
    public static bool Put(RepeatedField<LineItem> lines, LineItem item, int room)
    {
        var place = PlaceOf(lines, item);
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

    /// <returns>Whether there was any of it.</returns>
    public static bool Take(RepeatedField<LineItem> lines, LineItem item)
    {
        var place = PlaceOf(lines, item);
        if (place < 0)
            return false;
        var left = lines[place].Quantity - Math.Max(item.Quantity, 1);
        if (left > 0)
            lines[place] = WithQuantity(lines[place], left);
        else
            lines.RemoveAt(place);
        return true;
    }

    /// <summary>The line, with a quantity that it can have.</summary>
    public static LineItem Counted(LineItem item) =>
        item.Quantity is >= 1 and <= MaxQuantity ? item : WithQuantity(item, Math.Clamp(item.Quantity, 1, MaxQuantity));

    /// <summary>Whether both have the same lines in whatever order.</summary>
    public static bool Same(RepeatedField<LineItem> left, RepeatedField<LineItem> right)
    {
        if (left.Count != right.Count)
            return false;
        foreach (var line in left)
        {
            var place = PlaceOf(right, line);
            if (place < 0 || !right[place].Equals(line))
                return false;
        }
        return true;
    }

    public static int SizeOf(RepeatedField<LineItem> lines)
    {
        var bytes = 0;
        for (var place = 0; place < lines.Count; place++)
            bytes += lines[place].CalculateSize();
        return bytes;
    }

    static LineItem WithQuantity(LineItem item, int quantity)
    {
        var line = item.Clone();
        line.Quantity = quantity;
        return line;
    }

    static string Newer(string said, string former) => said.Length > 0 ? said : former;

    public static int PlaceOf(RepeatedField<LineItem> lines, LineItem item)
    {
        for (var place = 0; place < lines.Count; place++)
        {
            if (lines[place].ProductId == item.ProductId && lines[place].VariantId == item.VariantId)
                return place;
        }
        return -1;
    }
}
