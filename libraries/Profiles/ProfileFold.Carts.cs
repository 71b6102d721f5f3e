using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

// A cart is ACTIVE from its first activity, CHECKOUT once the shopper began to pay (what is added then stays in the
// checkout), ORDERED when an order names it, EMPTIED when all is taken out. Activity opens the latter two again:
// an emptied cart goes on, an ordered one begins anew under the same id.
static partial class ProfileFold
{
    const int MaxOpenCarts = 50;
    const int MaxClosedCarts = 20;
    const int MaxLines = 1_000;
    const int MaxQuantity = 1_000_000;

    static void Add(Profile profile, ProductAdded action, Timestamp time) =>
        ChangeCart(profile, action.CartId, time, paying: false, lines => Put(lines, action.Product, MaxCartBytes - SizeOf(lines)));

    static void Remove(Profile profile, ProductRemoved action, Timestamp time) =>
        ChangeCart(profile, action.CartId, time, paying: false, lines => Take(lines, action.Product));

    static void Replace(Profile profile, CartUpdated action, Timestamp time) =>
        ChangeCart(profile, action.CartId, time, paying: false, lines => Set(lines, action.Lines));

    static void StartCheckout(Profile profile, CheckoutStarted action, Timestamp time) =>
        ChangeCart(profile, action.CartId, time, paying: true, lines =>
        {
            if (action.Lines.Count > 0)
                Set(lines, action.Lines);
        });

    static void ApplyCoupon(Profile profile, CouponApplied action)
    {
        // A coupon is no activity: it opens no cart, and one for a sold basket is of no use any more.
        if (FindCart(profile, action.CartId) is { State: not CartState.Ordered } cart)
            cart.Coupon = action.Coupon;
    }

    static void ChangeCart(
        Profile profile, string cartId, Timestamp time, bool paying, Action<RepeatedField<LineItem>> change)
    {
        var known = FindCart(profile, cartId);
        var cart = known is null or { State: CartState.Ordered } ? new Cart { CartId = cartId, CreateTime = time } : known;
        change(cart.Lines);
        // Shops clear the cart after the order. Nothing new is in it, so it is still the basket that was sold.
        if (known is { State: CartState.Ordered } && cart.Lines.Count == 0)
            return;

        if (cart.Lines.Count == 0 && !paying)
            cart.State = CartState.Emptied;
        else if (paying)
            cart.State = CartState.Checkout;
        else if (cart.State is not CartState.Checkout)
            cart.State = CartState.Active;
        cart.Subtotal = Amount.SubtotalOf(cart.Lines);
        cart.ActivityTime = time;
        if (known is not null)
            profile.Carts.Remove(known);
        profile.Carts.Insert(0, cart);
        ForgetOldCarts(profile.Carts);
    }

    static void CloseCart(Profile profile, string cartId, string orderId, IEnumerable<LineItem> orderLines)
    {
        // An order for a cart never seen is an order; there is nothing to say of the cart.
        if (FindCart(profile, cartId) is not { } cart)
            return;
        // Shops also clear the cart just before the order: what was in it then is what was bought.
        if (cart.Lines.Count == 0)
        {
            Set(cart.Lines, orderLines);
            cart.Subtotal = Amount.SubtotalOf(cart.Lines);
        }
        cart.State = CartState.Ordered;
        cart.OrderId = orderId;
        ForgetOldCarts(profile.Carts);
    }

    static Cart? FindCart(Profile profile, string cartId)
    {
        foreach (var cart in profile.Carts)
        {
            if (cart.CartId == cartId)
                return cart;
        }
        return null;
    }

    static void ForgetOldCarts(RepeatedField<Cart> carts)
    {
        var (open, closed, bytes) = (0, 0, 0);
        for (var place = 0; place < carts.Count; place++)
        {
            var forgotten = carts[place].State is CartState.Active or CartState.Checkout
                ? ++open > MaxOpenCarts
                : ++closed > MaxClosedCarts;
            bytes += carts[place].CalculateSize();
            if (forgotten || bytes > MaxCartsBytes)
                carts.RemoveAt(place--);
        }
    }

    static void Set(RepeatedField<LineItem> lines, IEnumerable<LineItem> items)
    {
        lines.Clear();
        // All of one event, which is smaller than a cart may be.
        foreach (var item in items)
            Put(lines, item, MaxCartBytes);
    }

    static void Put(RepeatedField<LineItem> lines, LineItem item, int room)
    {
        var place = PlaceOf(lines, item);
        if (place < 0)
        {
            if (lines.Count < MaxLines && item.CalculateSize() <= room)
                lines.Add(Counted(item));
            return;
        }
        var former = lines[place];
        var line = Counted(item);
        line.Quantity = Math.Min(former.Quantity + line.Quantity, MaxQuantity);
        // The newer price and description hold; what the sender does not say now, it has not taken back.
        line.UnitPrice ??= former.UnitPrice;
        line.Sku = Newer(line.Sku, former.Sku);
        line.Title = Newer(line.Title, former.Title);
        line.ImageUrl = Newer(line.ImageUrl, former.ImageUrl);
        line.ProductUrl = Newer(line.ProductUrl, former.ProductUrl);
        if (line.CalculateSize() <= former.CalculateSize() + Math.Max(room, 0))
            lines[place] = line;
        else
            former.Quantity = line.Quantity;
    }

    static void Take(RepeatedField<LineItem> lines, LineItem item)
    {
        var place = PlaceOf(lines, item);
        if (place < 0)
            return;
        var left = lines[place].Quantity - Math.Max(item.Quantity, 1);
        if (left > 0)
            lines[place].Quantity = left;
        else
            lines.RemoveAt(place);
    }

    static LineItem Counted(LineItem item)
    {
        var line = item.Clone();
        line.Quantity = Math.Clamp(line.Quantity, 1, MaxQuantity);
        return line;
    }

    static string Newer(string said, string former) => said.Length > 0 ? said : former;

    static int PlaceOf(RepeatedField<LineItem> lines, LineItem item)
    {
        for (var place = 0; place < lines.Count; place++)
        {
            if (lines[place].ProductId == item.ProductId && lines[place].VariantId == item.VariantId)
                return place;
        }
        return -1;
    }
}
