using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>
/// Lines of a history that the profile's cart shows are not in it, but told by their place. Before the cart changes they must be
/// taken over, as far as it changes them.
/// </summary>
static class ShownLines
{
    /// <summary>The lines that the cart shows, when the history goes by their places.</summary>
    public static LineItem[] Used(CartHistory history, Cart? shown)
    {
        if (shown is null)
            return [];
        var isUsed = history.BaseShown > 0;
        for (var place = 0; place < history.Operations.Count; place++)
            isUsed |= history.Operations[place].Shown > 0;
        return isUsed ? [.. shown.Lines] : [];
    }

    /// <summary>Takes over what another line has the place of now.</summary>
    public static void TakeOver(CartHistory history, LineItem[] former, RepeatedField<LineItem> now)
    {
        if (former.Length == 0)
            return;
        // Lines are replaced, never written to.
        var same = 0;
        while (same < former.Length && same < now.Count && ReferenceEquals(former[same], now[same]))
            same++;
        if (same == former.Length)
            return;
        if (history.BaseShown > same)
        {
            history.Base.Lines.AddRange(former.Take(history.BaseShown));
            history.BaseShown = 0;
        }
        for (var each = 0; each < history.Operations.Count; each++)
        {
            var operation = history.Operations[each];
            var place = operation.Shown - 1;
            if (operation.Kind is CartOperationKind.Added)
            {
                if (place < 0 || (place < now.Count && ReferenceEquals(former[place], now[place])))
                    continue;
                operation.Line = former[place];
            }
            else
            {
                if (place < same)
                    continue;
                operation.Content = new CartContent();
                operation.Content.Lines.AddRange(former.Take(operation.Shown));
            }
            operation.Shown = 0;
        }
    }

    /// <summary>Takes over how much was stated or bought, before a statement makes void everything else that goes by places.</summary>
    /// <returns>Nothing: no place is used any more.</returns>
    public static LineItem[] Outline(CartHistory history, Cart? shown)
    {
        if (shown is null)
            return [];
        if (history.BaseShown > 0)
            history.Base.Lines.AddRange(shown.Lines.Take(history.BaseShown));
        history.BaseShown = 0;
        for (var place = 0; place < history.Operations.Count; place++)
        {
            var operation = history.Operations[place];
            if (operation.Shown > 0)
            {
                operation.Content = operation.Kind is CartOperationKind.Added
                    ? CartContent.OutlineOf([shown.Lines[operation.Shown - 1]])
                    : KeptOf(operation, shown.Lines.Take(operation.Shown));
            }
            operation.Shown = 0;
        }
        return [];
    }

    static CartContent KeptOf(CartOperation operation, IEnumerable<LineItem> lines) =>
        operation.Kind is CartOperationKind.Ordered ? new CartContent { Lines = { lines } } : CartContent.OutlineOf(lines);

    /// <summary>Takes over everything: nothing goes by places any more.</summary>
    public static void TakeOverAll(CartHistory history, Cart? shown) => TakeOver(history, Used(history, shown), []);

    /// <summary>Lets everything go by places that can.</summary>
    public static void Share(CartHistory history, Cart shown)
    {
        if (history.Base is { Lines.Count: > 0 } before && IsBeginning(before.Lines, shown.Lines))
        {
            history.BaseShown = before.Lines.Count;
            before.Lines.Clear();
        }
        for (var place = 0; place < history.Operations.Count; place++)
            Share(history.Operations[place], shown);
    }

    public static void Share(CartOperation operation, Cart shown)
    {
        if (operation is { Kind: CartOperationKind.Added, Line: { } line } && shown.Lines.IndexOf(CartLines.Counted(line)) is var place and >= 0)
        {
            (operation.Shown, operation.Line) = (place + 1, null);
        }
        else if (operation.Content is { IsOutline: false } content && CartStep.IsStatement(operation.Kind) && IsBeginning(content.Lines, shown.Lines))
        {
            (operation.Shown, operation.Content) = (content.Lines.Count, null);
        }
    }

    static bool IsBeginning(RepeatedField<LineItem> lines, RepeatedField<LineItem> shown)
    {
        if (lines.Count > shown.Count)
            return false;
        for (var place = 0; place < lines.Count; place++)
        {
            if (!shown[place].Equals(CartLines.Counted(lines[place])))
                return false;
        }
        return true;
    }
}
