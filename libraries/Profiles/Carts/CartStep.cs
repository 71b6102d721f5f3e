using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Kind = Automation.Profiles.CartOperationKind;

namespace Automation.Profiles.Carts;

/// <summary>
/// What an operation makes of the cart before it. A cart is ACTIVE from its first activity, CHECKOUT once the shopper began to
/// pay (what is added then stays in the checkout), ORDERED when an order names it or bought all of it, EMPTIED when all is
/// taken out. What is put in opens the latter two again: an emptied cart goes on, an ordered one begins anew.
/// </summary>
/// <remarks>
/// An operation before the newest statement of the whole cart has lost its lines. Nothing here may then come out otherwise
/// after that statement, which is why the statement goes back to a checkout that <c>begun</c> remembers.
/// </remarks>
static class CartStep
{
    /// <param name="cart">Changed in place. Without a creation time it is one of which only coupons or orders are known.</param>
    /// <param name="operation">What happened.</param>
    /// <param name="lines">Its lines, also where they are not in it.</param>
    /// <param name="begun">Whether a checkout began, and no order or stated empty cart came after it.</param>
    /// <returns>Whether content or state changed.</returns>
    public static bool Apply(Cart cart, CartOperation operation, IReadOnlyList<LineItem> lines, ref bool begun)
    {
        var former = cart.State;
        switch (operation.Kind)
        {
            case Kind.Coupon:
                // One for a sold basket is of no use any more.
                if (former is CartState.Ordered || cart.Coupon == operation.Reference)
                    return false;
                cart.Coupon = operation.Reference;
                return true;
            case Kind.Ordered:
                return Close(cart, operation.Reference, lines, ref begun);
            case Kind.Bought:
                return TakeOut(cart, operation.Reference, lines, ref begun);
        }
        // Shops clear the cart after the order. Nothing new is in it, so it is still the basket that was sold.
        if (former is CartState.Ordered && operation.Kind is Kind.Removed or Kind.StatedEmpty or Kind.Checkout)
            return false;
        if (former is CartState.Ordered or CartState.Unspecified)
            Begin(cart, operation.Time, ref begun);
        var changed = ChangeLines(cart, operation, lines);
        cart.State = StateAfter(cart, operation, ref begun);
        return changed || cart.State != former;
    }

    public static bool IsActivity(Kind kind) => kind is not (Kind.Coupon or Kind.Ordered or Kind.Bought);

    /// <summary>Whether it says all that is in the cart, so that what was added and removed before it does not matter.</summary>
    public static bool IsStatement(Kind kind) => kind is Kind.Stated or Kind.CheckoutStated or Kind.Ordered;

    static void Begin(Cart cart, Timestamp time, ref bool begun)
    {
        if (cart.State is CartState.Ordered)
            cart.Coupon = "";
        begun = false;
        cart.Lines.Clear();
        cart.OrderId = "";
        cart.CreateTime = time;
    }

    static bool ChangeLines(Cart cart, CartOperation operation, IReadOnlyList<LineItem> lines)
    {
        switch (operation.Kind)
        {
            case Kind.Added:
                return operation.Line is { } added && CartLines.Put(cart.Lines, added, CartLines.MaxBytes - CartLines.SizeOf(cart.Lines));
            case Kind.Removed:
                return operation.Line is { } removed && CartLines.Take(cart.Lines, removed);
            case Kind.Checkout:
                return false;
            case Kind.StatedEmpty:
                var any = cart.Lines.Count > 0;
                cart.Lines.Clear();
                return any;
            default:
                return CartLines.Set(cart.Lines, lines);
        }
    }

    static CartState StateAfter(Cart cart, CartOperation operation, ref bool begun)
    {
        switch (operation.Kind)
        {
            case Kind.Checkout or Kind.CheckoutStated:
                begun = true;
                return CartState.Checkout;
            case Kind.StatedEmpty:
                begun = false;
                return CartState.Emptied;
            case Kind.Stated:
                return begun ? CartState.Checkout : CartState.Active;
            case Kind.Removed when cart.Lines.Count == 0:
                return CartState.Emptied;
            default:
                return cart.State is CartState.Checkout ? CartState.Checkout : CartState.Active;
        }
    }

    static bool Close(Cart cart, string orderId, IReadOnlyList<LineItem> lines, ref bool begun)
    {
        var isSame = cart.State is CartState.Ordered && cart.OrderId == orderId;
        CartLines.Set(cart.Lines, lines);
        cart.State = CartState.Ordered;
        cart.OrderId = orderId;
        begun = false;
        return !isSame;
    }

    static bool TakeOut(Cart cart, string orderId, IReadOnlyList<LineItem> lines, ref bool begun)
    {
        if (cart.State is not (CartState.Active or CartState.Checkout) || cart.Lines.Count == 0)
            return false;
        LineItem[] before = [.. cart.Lines];
        var changed = false;
        foreach (var line in lines)
            changed |= CartLines.Take(cart.Lines, line);
        if (cart.Lines.Count > 0)
            return changed;
        // All of it was bought: it stays as it was then.
        cart.Lines.AddRange(before);
        cart.State = CartState.Ordered;
        cart.OrderId = orderId;
        begun = false;
        return true;
    }
}
