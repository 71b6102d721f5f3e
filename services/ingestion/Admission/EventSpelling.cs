using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Validation;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Admission;

/// <summary>
/// The one spelling of amounts and addresses of an event, before it is checked. What only decorates it, and lines that are no goods, must not
/// cost an order: when they cannot be used they are left out, with a warning.
/// </summary>
static partial class EventSpelling
{
    /// <param name="candidate">The event; changed in place.</param>
    /// <param name="dropped">Why something was left out of it is added.</param>
    public static void Settle(Event candidate, ref List<Violation>? dropped)
    {
        switch (candidate.ActionCase)
        {
            case Action.ProductViewed:
                Settle(candidate.ProductViewed.Product, "product_viewed.product", ref dropped);
                break;
            case Action.ProductAdded:
                Settle(candidate.ProductAdded.Product, "product_added.product", ref dropped);
                break;
            case Action.ProductRemoved:
                SettleRemoved(candidate.ProductRemoved.Product);
                Settle(candidate.ProductRemoved.Product, "product_removed.product", ref dropped);
                break;
            case Action.ProductAddedToWishlist:
                Settle(candidate.ProductAddedToWishlist.Product, "product_added_to_wishlist.product", ref dropped);
                break;
            case Action.CartUpdated:
                Settle(candidate.CartUpdated.Lines, "cart_updated", ref dropped);
                break;
            case Action.CheckoutStarted:
                Settle(candidate.CheckoutStarted.Lines, "checkout_started", ref dropped);
                CurrencyCode.Settle(candidate.CheckoutStarted.Total);
                break;
            case Action.CouponApplied:
                SettleTakenOff(candidate.CouponApplied.Discount);
                break;
            case Action.OrderCompleted:
                Settle(candidate.OrderCompleted.Lines, "order_completed", ref dropped);
                CurrencyCode.Settle(candidate.OrderCompleted.Total);
                break;
            case Action.OrderUpdated:
                Settle(candidate.OrderUpdated.Lines, "order_updated", ref dropped);
                CurrencyCode.Settle(candidate.OrderUpdated.Total);
                break;
            case Action.OrderRefunded:
                SettleTakenOff(candidate.OrderRefunded.Amount);
                break;
            case Action.OrderFulfilled:
                candidate.OrderFulfilled.TrackingUrl =
                    Address("order_fulfilled.tracking_url", candidate.OrderFulfilled.TrackingUrl, ref dropped);
                break;
            case Action.ProductUpserted:
                Settle(candidate.ProductUpserted.Product, ref dropped);
                break;
        }
    }

    static void Settle(Product? product, ref List<Violation>? dropped)
    {
        if (product is null)
            return;
        CurrencyCode.Settle(product.Price);
        CurrencyCode.Settle(product.CompareAtPrice);
        product.ImageUrl = Address("product_upserted.product.image_url", product.ImageUrl, ref dropped);
        product.ProductUrl = Address("product_upserted.product.product_url", product.ProductUrl, ref dropped);
    }

    // Whatever its sign: some senders write what goes back to the shopper below zero.
    static void SettleTakenOff(Money? money)
    {
        CurrencyCode.Settle(money);
        if (money is { Units: <= 0 and > long.MinValue, Nanos: <= 0 and > int.MinValue })
            (money.Units, money.Nanos) = (-money.Units, -money.Nanos);
    }

    static string Address(string field, string value, ref List<Violation>? dropped)
    {
        value = WebAddress.WithScheme(value);
        if (FieldRules.Url(field, value) is not { } violation)
            return value;
        (dropped ??= []).Add(violation);
        return "";
    }
}
