using Automation.Commerce.V1;
using Automation.Profiles.Carts;
using Kind = Automation.Profiles.CartOperationKind;

namespace Automation.Profiles;

// Each answers whether the cart is another now.
static partial class ProfileFold
{
    static bool Add(ProfileState state, LoggedEvent logged, ProductAdded action) =>
        Record(state, logged, action.CartId, new() { Kind = Kind.Added, Line = action.Product }, []);

    static bool Remove(ProfileState state, LoggedEvent logged, ProductRemoved action) =>
        Record(state, logged, action.CartId, new() { Kind = Kind.Removed, Line = Named(action.Product) }, []);

    static bool Replace(ProfileState state, LoggedEvent logged, CartUpdated action) =>
        Record(state, logged, action.CartId, new() { Kind = action.Lines.Count > 0 ? Kind.Stated : Kind.StatedEmpty }, action.Lines);

    static bool StartCheckout(ProfileState state, LoggedEvent logged, CheckoutStarted action) =>
        Record(state, logged, action.CartId, new() { Kind = action.Lines.Count > 0 ? Kind.CheckoutStated : Kind.Checkout }, action.Lines);

    // A coupon is no activity: it opens no cart.
    static bool ApplyCoupon(ProfileState state, LoggedEvent logged, CouponApplied action) =>
        Record(state, logged, action.CartId, new() { Kind = Kind.Coupon, Reference = action.Coupon }, []);

    // What is taken out needs no description but what tells lines apart.
    static LineItem Named(LineItem product) => new()
    {
        ProductId = product.ProductId, VariantId = product.VariantId, Sku = product.Sku, UnitPrice = product.UnitPrice, Quantity = product.Quantity,
    };

    static bool Record(ProfileState state, LoggedEvent logged, string cartId, CartOperation operation, IReadOnlyList<LineItem> lines)
    {
        operation.Time = EventTime.Of(logged);
        operation.Sequence = logged.Sequence;
        return CartTimeline.Record(state, cartId, operation, lines, logged.LogTime);
    }
}
