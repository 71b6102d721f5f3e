using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;
using Kind = Automation.Profiles.CartOperationKind;

namespace Automation.Profiles.Carts;

/// <summary>
/// A cart that is stated after the order with nothing but what was bought is still the one that was sold: thank-you pages post it
/// once more, and storefronts do until they clear it. So it is for an hour after the order, unless that is cancelled or the cart was
/// emptied after it: who fills it with the same again later has another basket. Nor is it what an order without a cart left over. It goes by
/// the lines of the orders and of the statement and by outlines alone, because of what was before the statement no other lines are kept.
/// </summary>
static class Restatement
{
    const long MaxSecondsAfterSale = 60 * 60;

    /// <param name="state">The profile, with orders whose lines stand nowhere else.</param>
    /// <param name="history">The cart's.</param>
    /// <param name="place">The statement's among the operations.</param>
    /// <param name="before">The cart before it.</param>
    /// <param name="memory">What that does not show.</param>
    /// <param name="statement">What was said then.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="left">What was open in the cart before it; null: as the history has it, of which nothing goes by places then.</param>
    /// <returns>The order that bought it; empty when there is none, or something else was put in.</returns>
    public static string OrderOf(
        ProfileState state, CartHistory history, int place, Cart before, CartMemory memory, CartOperation statement, IReadOnlyList<LineItem> lines,
        IReadOnlyList<LineItem>? left)
    {
        if (before.State is CartState.Ordered && !memory.Bought)
        {
            var order = LastOrderBefore(history, place);
            return IsOfSold(StatedBefore(state, history, order)) && !IsEmptied(history, order, place, before.Lines) ? before.OrderId : "";
        }
        var (sales, first, isAsBase) = Since(history, place);
        if (sales is not null)
        {
            sales.RemoveAll(sale => !IsSoon(sale.TimeSeconds, statement) || IsCancelled(state, sale.Reference, statement));
            LineItem[] bought = [.. sales.SelectMany(sale => OrderedLines.Of(state, sale))];
            return CartLines.Covers(bought, lines) && !IsEmptied(history, first, place, bought)
                && !IsLeftOver(left ?? LeftLines.Before(state, history, place), bought, lines)
                ? LatestOf(state, sales, lines[0])
                : "";
        }
        if (!isAsBase)
            return "";
        // The order is in the base, and so is what it did.
        if (statement.Reference.Length == 0 && before.State is CartState.Ordered && IsOfSold(null) && !IsEmptied(history, -1, place, before.Lines))
            return before.OrderId;
        return statement.Reference;

        bool IsOfSold(IReadOnlyList<LineItem>? stated) =>
            IsSoon(memory.SoldSeconds, statement) && !IsCancelled(state, before.OrderId, statement)
            && (CartLines.Covers(before.Lines, lines) || (stated is not null && CartLines.Covers(stated, lines) && CartLines.Covers(lines, stated)));
    }

    /// <summary>Takes for new baskets what was stated after the order was cancelled, of which was heard only now.</summary>
    public static void Rejudge(ProfileState state, string orderId)
    {
        // Carts take other places in the list.
        foreach (var history in state.CartHistories.ToList())
        {
            if (history.Operations.Any(each => each.IsRestatement && each.Reference == orderId))
                CartTimeline.Rejudge(state, history);
        }
    }

    static bool IsSoon(long soldSeconds, CartOperation statement) => statement.TimeSeconds - soldSeconds <= MaxSecondsAfterSale;

    // By another SKU it was not bought, though it may be of the product that was.
    static bool IsLeftOver(IReadOnlyList<LineItem> left, IReadOnlyList<LineItem> bought, IReadOnlyList<LineItem> lines) =>
        CartLines.Same(left, lines) || (CartLines.Covers(left, lines, bySku: true) && !CartLines.Covers(bought, lines, bySku: true));

    // An earlier build did not keep when it was.
    static bool IsCancelled(ProfileState state, string orderId, CartOperation statement)
    {
        for (var place = state.Orders.Count - 1; place >= 0; place--)
        {
            if (state.Orders[place].OrderId == orderId)
                return state.Orders[place] is { Cancelled: true } facts && (facts.CancelTime is not { } time || EventTime.Compare(time, statement.Time) <= 0);
        }
        return false;
    }

    /// <summary>Whether all that was bought was taken out again after the sale, by outlines: of what was stated in between no more is kept.</summary>
    static bool IsEmptied(CartHistory history, int sale, int end, IReadOnlyList<LineItem> bought)
    {
        RepeatedField<LineItem>? rest = null;
        for (var place = sale + 1; place < end; place++)
        {
            if (history.Operations[place] is not { Kind: Kind.Removed, Line: { } removed })
                continue;
            rest ??= [.. bought.Select(CartContent.OutlineOf)];
            CartLines.Take(rest, CartContent.OutlineOf(removed));
        }
        return rest is { Count: 0 };
    }

    static int LastOrderBefore(CartHistory history, int end)
    {
        var place = end - 1;
        while (place >= 0 && history.Operations[place].Kind is not Kind.Ordered)
            place--;
        return place;
    }

    /// <summary>
    /// How much of what the order closed, as far as it was stated and nothing put in or taken out in between. That may be more than the order
    /// says: insurances and parts of bundles are no lines of every order.
    /// </summary>
    static IReadOnlyList<LineItem>? StatedBefore(ProfileState state, CartHistory history, int order)
    {
        var place = order - 1;
        while (place >= 0 && history.Operations[place].Kind is Kind.Checkout or Kind.Coupon)
            place--;
        return place >= 0 && history.Operations[place] is { Kind: Kind.Stated or Kind.CheckoutStated, IsRestatement: false } stated
            ? OrderedLines.Of(state, stated)
            : null;
    }

    /// <summary>The orders without a cart since something was put in, and the place of the first.</summary>
    static (List<CartOperation>? Sales, int First, bool IsAsBase) Since(CartHistory history, int end)
    {
        List<CartOperation>? sales = null;
        var (first, isAsBase) = (-1, true);
        // What is begun after the order it bought nothing of.
        var isBegun = history.Base?.CreateTime is not null;
        for (var place = 0; place < end; place++)
        {
            var operation = history.Operations[place];
            if (operation.Kind is Kind.Bought)
            {
                if (!isBegun)
                    continue;
                first = sales is null ? place : first;
                (sales ??= []).Add(operation);
            }
            else if (operation.Kind is Kind.Added or Kind.StatedEmpty || (CartStep.IsStatement(operation.Kind) && !operation.IsRestatement))
            {
                (sales, isAsBase) = (null, false);
            }
            isBegun |= CartStep.IsActivity(operation.Kind);
        }
        return (sales, first, isAsBase);
    }

    static string LatestOf(ProfileState state, List<CartOperation> sales, LineItem line) =>
        sales.FindLast(sale => OrderedLines.Of(state, sale).Any(bought => LineMatch.IsSame(bought, line)))!.Reference;
}
