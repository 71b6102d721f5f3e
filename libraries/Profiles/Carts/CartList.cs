using Automation.Commerce;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>The carts that a profile shows, latest activity first.</summary>
static class CartList
{
    const int MaxOpenCarts = 50;
    const int MaxClosedCarts = 20;
    const int MaxBytes = 256 * 1024;

    public static Cart? Find(RepeatedField<Cart> carts, string cartId)
    {
        // By place, here and wherever every cart event comes by: enumerating allocates.
        for (var place = 0; place < carts.Count; place++)
        {
            if (carts[place].CartId == cartId)
                return carts[place];
        }
        return null;
    }

    /// <summary>Shows a changed cart in the place of the one shown so far.</summary>
    public static void Show(ProfileState state, Cart cart, Cart? shown)
    {
        cart.Subtotal = Amount.SubtotalOf(cart.Lines);
        var carts = state.Profile.Carts;
        if (shown is not null)
            RemoveSame(carts, shown);
        var place = 0;
        while (place < carts.Count && EventTime.Compare(carts[place].ActivityTime, cart.ActivityTime) > 0)
            place++;
        carts.Insert(place, cart);
        ForgetOld(state);
    }

    public static void Hide(ProfileState state, Cart shown) => RemoveSame(state.Profile.Carts, shown);

    // Remove() compares content, line by line.
    static void RemoveSame(RepeatedField<Cart> carts, Cart cart)
    {
        for (var place = 0; place < carts.Count; place++)
        {
            if (ReferenceEquals(carts[place], cart))
            {
                carts.RemoveAt(place);
                return;
            }
        }
    }

    static void ForgetOld(ProfileState state)
    {
        var (open, closed, bytes) = (0, 0, 0);
        var carts = state.Profile.Carts;
        for (var place = 0; place < carts.Count; place++)
        {
            var forgotten = carts[place].State is CartState.Active or CartState.Checkout
                ? ++open > MaxOpenCarts
                : ++closed > MaxClosedCarts;
            bytes += carts[place].CalculateSize();
            if (!forgotten && bytes <= MaxBytes)
                continue;
            if (CartHistories.Find(state, carts[place].CartId) is { } history)
                state.CartHistories.Remove(history);
            carts.RemoveAt(place--);
        }
    }
}
