using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;
using Kind = Automation.Profiles.CartOperationKind;

namespace Automation.Profiles.Carts;

/// <summary>How much of what is open in a cart, by outlines: known also of what a later statement made void, which is shown nowhere.</summary>
static class LeftLines
{
    /// <summary>Before an operation of a history that goes by no places.</summary>
    public static RepeatedField<LineItem> Before(ProfileState state, CartHistory history, int place)
    {
        var left = OfBase(history);
        for (var each = 0; each < place; each++)
            Step(left, history.Operations[each], OrderedLines.Of(state, history.Operations[each]));
        return left;
    }

    /// <summary>What there is to keep of the base once the first operation is folded into it; null where its lines say so themselves.</summary>
    public static CartContent? AfterFirst(ProfileState state, CartHistory history)
    {
        var first = history.Operations[0];
        if (history.BaseOutline is null && first.Content is not { IsOutline: true })
            return null;
        if (CartStep.IsStatement(first.Kind) && first.Content is not { IsOutline: true })
            return null;
        return new CartContent { IsOutline = true, Lines = { Before(state, history, 1) } };
    }

    static RepeatedField<LineItem> OfBase(CartHistory history)
    {
        if (history.BaseOutline is { } outline)
            return [.. outline.Lines];
        return history.Base is { } before && CartStep.IsOpen(before) ? [.. before.Lines.Select(CartContent.OutlineOf)] : [];
    }

    static void Step(RepeatedField<LineItem> left, CartOperation operation, IReadOnlyList<LineItem> lines)
    {
        switch (operation.Kind)
        {
            case Kind.Added when (operation.Line ?? operation.Content?.Lines[0]) is { } added:
                CartLines.Put(left, CartContent.OutlineOf(added), CartLines.MaxBytes);
                break;
            case Kind.Removed when operation.Line is { } removed:
                CartLines.Take(left, removed);
                break;
            case Kind.Bought:
                foreach (var bought in lines)
                    CartLines.Take(left, bought);
                break;
            case Kind.StatedEmpty or Kind.Ordered:
                left.Clear();
                break;
            case Kind.Stated or Kind.CheckoutStated:
                left.Clear();
                // What is sold is not open.
                if (!operation.IsRestatement)
                    left.AddRange(lines.Select(line => CartContent.OutlineOf(CartLines.Counted(line))));
                break;
        }
    }
}
