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
/// An operation before the newest statement of the whole cart has lost its lines, or all of them but how much of what. Nothing here may
/// then come out otherwise after that statement, which is why the statement goes back to a checkout that began before it, and why a cart that was bought
/// by an order without a cart goes on with its coupon and creation time.
/// </remarks>
static class CartStep
{
    /// <param name="cart">Changed in place. Without a creation time it is one of which only coupons or orders are known.</param>
    /// <param name="operation">What happened.</param>
    /// <param name="lines">Its lines, also where they are not in it.</param>
    /// <param name="memory">What the cart does not show.</param>
    /// <returns>Whether content or state changed.</returns>
    public static bool Apply(Cart cart, CartOperation operation, IReadOnlyList<LineItem> lines, ref CartMemory memory)
    {
        var former = cart.State;
        switch (operation.Kind)
        {
            case Kind.Coupon:
                // One for a sold basket is of no use any more.
                if ((former is CartState.Ordered && !memory.Bought) || cart.Coupon == operation.Reference)
                    return false;
                cart.Coupon = operation.Reference;
                return true;
            case Kind.Ordered:
                return Close(cart, operation, lines, ref memory);
            case Kind.Bought:
                return TakeOut(cart, operation, lines, ref memory);
        }
        if (operation.IsRestatement)
            return Restate(cart, operation, lines, ref memory);
        // Shops clear the cart after the order. Nothing new is in it, so it is still the basket that was sold.
        if (former is CartState.Ordered && operation.Kind is Kind.Removed or Kind.StatedEmpty or Kind.Checkout)
        {
            memory.Begun = operation.Kind is Kind.Checkout ? memory.Bought : memory.Begun && operation.Kind is Kind.Removed;
            if (operation.Kind is Kind.StatedEmpty)
                memory.SoldSeconds = 0;
            return false;
        }
        if (former is CartState.Ordered or CartState.Unspecified)
            Begin(cart, operation.Time, ref memory);
        var changed = ChangeLines(cart, operation, lines);
        cart.State = StateAfter(cart, operation, ref memory);
        return changed || cart.State != former;
    }

    /// <summary>Whether something is left in it.</summary>
    public static bool IsOpen(Cart cart) => cart.State is CartState.Active or CartState.Checkout;

    public static bool IsActivity(Kind kind) => kind is not (Kind.Coupon or Kind.Ordered or Kind.Bought);

    /// <summary>Whether it says all that is in the cart, so that what was added and removed before it does not matter.</summary>
    public static bool IsStatement(Kind kind) => kind is Kind.Stated or Kind.CheckoutStated or Kind.Ordered;

    static void Begin(Cart cart, Timestamp time, ref CartMemory memory)
    {
        if (cart.State is CartState.Ordered && !memory.Bought)
            cart.Coupon = "";
        if (!memory.Bought)
        {
            memory.Begun = false;
            cart.CreateTime = time;
        }
        (memory.Bought, memory.SoldSeconds) = (false, 0);
        cart.Lines.Clear();
        cart.OrderId = "";
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
                // Of an outline nothing may come to be shown.
                return CartLines.Set(cart.Lines, operation.Content is { IsOutline: true } ? [] : lines);
        }
    }

    static CartState StateAfter(Cart cart, CartOperation operation, ref CartMemory memory)
    {
        switch (operation.Kind)
        {
            case Kind.Checkout or Kind.CheckoutStated:
                memory.Begun = true;
                return CartState.Checkout;
            case Kind.StatedEmpty:
                memory.Begun = false;
                return CartState.Emptied;
            case Kind.Stated:
                return memory.Begun ? CartState.Checkout : CartState.Active;
            case Kind.Removed when cart.Lines.Count == 0:
                return CartState.Emptied;
            default:
                return cart.State is CartState.Checkout ? CartState.Checkout : CartState.Active;
        }
    }

    static bool Close(Cart cart, CartOperation order, IReadOnlyList<LineItem> lines, ref CartMemory memory)
    {
        var isSame = cart.State is CartState.Ordered && cart.OrderId == order.Reference;
        CartLines.Set(cart.Lines, order.Content is { IsOutline: true } ? [] : lines);
        cart.State = CartState.Ordered;
        cart.OrderId = order.Reference;
        memory = new CartMemory { SoldSeconds = order.TimeSeconds };
        return !isSame;
    }

    static bool Restate(Cart cart, CartOperation operation, IReadOnlyList<LineItem> lines, ref CartMemory memory)
    {
        if (cart.State is CartState.Ordered && !memory.Bought)
            return false;
        // Whatever of it the order had left.
        var isOpen = cart.State is not CartState.Ordered;
        CartLines.Set(cart.Lines, operation.Content is { IsOutline: true } ? [] : lines);
        cart.State = CartState.Ordered;
        cart.OrderId = operation.Reference;
        memory = memory with { Begun = memory.Begun || operation.Kind is Kind.CheckoutStated, Bought = true };
        return isOpen;
    }

    static bool TakeOut(Cart cart, CartOperation order, IReadOnlyList<LineItem> lines, ref CartMemory memory)
    {
        if (!IsOpen(cart) || cart.Lines.Count == 0)
            return false;
        LineItem[] before = [.. cart.Lines];
        var changed = false;
        foreach (var line in lines)
            changed |= CartLines.Take(cart.Lines, line);
        if (changed)
            memory.SoldSeconds = order.TimeSeconds;
        if (cart.Lines.Count > 0)
            return changed;
        // All of it was bought: it stays as it was then.
        cart.Lines.AddRange(before);
        cart.State = CartState.Ordered;
        cart.OrderId = order.Reference;
        memory.Bought = true;
        return true;
    }
}
