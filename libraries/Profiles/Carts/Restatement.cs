using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Kind = Automation.Profiles.CartOperationKind;

namespace Automation.Profiles.Carts;

/// <summary>
/// A cart that is stated after the order with nothing but what was bought is still the one that was sold: thank-you pages post it
/// once more, and storefronts do until they clear it. It goes by the lines of the orders and of the statement and by kinds alone,
/// because of what was before the statement no other lines are kept.
/// </summary>
static class Restatement
{
    /// <param name="state">The profile, with orders whose lines stand nowhere else.</param>
    /// <param name="history">The cart's.</param>
    /// <param name="place">The statement's among the operations.</param>
    /// <param name="before">The cart before it.</param>
    /// <param name="memory">What that does not show.</param>
    /// <param name="statement">What was said then.</param>
    /// <param name="lines">Its lines.</param>
    /// <returns>The order that bought it; empty when there is none, or something else was put in.</returns>
    public static string OrderOf(
        ProfileState state, CartHistory history, int place, Cart before, CartMemory memory, CartOperation statement, IReadOnlyList<LineItem> lines)
    {
        if (before.State is CartState.Ordered && !memory.Bought)
            return CartLines.Covers(before.Lines, lines) ? before.OrderId : "";
        var (sales, isAsBase) = Since(history, place);
        if (sales is not null)
            return CartLines.Covers([.. sales.SelectMany(sale => OrderedLines.Of(state, sale))], lines) ? LatestOf(state, sales, lines[0]) : "";
        if (!isAsBase)
            return "";
        // The order is in the base, and so is what it did.
        if (statement.Reference.Length == 0 && before.State is CartState.Ordered && CartLines.Covers(before.Lines, lines))
            return before.OrderId;
        return statement.Reference;
    }

    /// <summary>The orders without a cart since something was put in.</summary>
    static (List<CartOperation>? Sales, bool IsAsBase) Since(CartHistory history, int end)
    {
        List<CartOperation>? sales = null;
        var isAsBase = true;
        // What is begun after the order it bought nothing of.
        var isBegun = history.Base?.CreateTime is not null;
        for (var place = 0; place < end; place++)
        {
            var operation = history.Operations[place];
            if (operation.Kind is Kind.Bought)
            {
                if (isBegun)
                    (sales ??= []).Add(operation);
            }
            else if (operation.Kind is Kind.Added || (CartStep.IsStatement(operation.Kind) && !operation.IsRestatement))
            {
                (sales, isAsBase) = (null, false);
            }
            isBegun |= CartStep.IsActivity(operation.Kind);
        }
        return (sales, isAsBase);
    }

    static string LatestOf(ProfileState state, List<CartOperation> sales, LineItem line) =>
        sales.FindLast(sale => OrderedLines.Of(state, sale).Any(bought => LineMatch.IsSame(bought, line)))!.Reference;
}
