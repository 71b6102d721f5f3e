using Automation.Commerce.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Admission;

/// <summary>Whether an event is what its contract says. Pure; identifiers are normalized before.</summary>
static partial class EventRules
{
    /// <summary>The first violation found, null when the event is good.</summary>
    /// <param name="candidate">The event.</param>
    /// <param name="isInternal">Whether a service of the suite sends it.</param>
    /// <param name="now">Time of the shop clock.</param>
    public static Violation? Check(Event candidate, bool isInternal, DateTimeOffset now) =>
        EventId(candidate.EventId) ?? OccurTime(candidate.OccurTime, now) ?? ActionOf(candidate, isInternal);

    /// <summary>Whether the subject is a product instead of a shopper.</summary>
    public static bool IsCatalog(Action action) => action is Action.ProductUpserted or Action.ProductDeleted;

    /// <summary>Who did it: needed, except for catalog actions.</summary>
    public static Violation? Subject(Event candidate)
    {
        var given = candidate.Identifiers is { } identifiers ? IdentifierRules.CountGiven(identifiers) : 0;
        if (IsCatalog(candidate.ActionCase))
            return given > 0 ? Violation.Invalid("identifiers", "must be absent: the subject of a catalog action is the product.") : null;
        return given == 0
            ? new Violation(FaultReasons.FieldRequired, "identifiers", "is required; give at least one identifier of the shopper.")
            : IdentifierRules.Check(candidate.Identifiers!)?.Under("identifiers");
    }

    static Violation? EventId(string eventId)
    {
        const string Field = "event_id";
        if (eventId.Length == 0)
            return new Violation(FaultReasons.FieldRequired, Field, "is required; send an id of your own, for example a UUIDv7.");
        if (eventId.Length > 100)
            return new Violation(FaultReasons.FieldTooLong, Field, "must have at most 100 characters; shorten it.");
        return eventId.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? Violation.Invalid(Field, "must be printable ASCII without spaces.")
            : null;
    }

    static Violation? OccurTime(Timestamp? time, DateTimeOffset now)
    {
        const string Field = "occur_time";
        if (time is null)
            return null;
        if (!time.IsTime())
            return Violation.Invalid(Field, TimestampRange.Rule);
        return time.ToDateTimeOffset() > now + Limits.Ahead
            ? new Violation(
                FaultReasons.OccurTimeInFuture, Field, "must be at most ten minutes ahead of the shop clock; correct the sender's clock.")
            : null;
    }

    static Violation? ActionOf(Event candidate, bool isInternal) => candidate.ActionCase switch
    {
        Action.None => new Violation(
            FaultReasons.FieldRequired, "action", "is required; set one of the actions, or custom for anything else."),
        Action.ProductViewed => Product(candidate.ProductViewed.Product)?.Under("product_viewed"),
        Action.ProductAdded => Check(candidate.ProductAdded)?.Under("product_added"),
        Action.ProductRemoved => Check(candidate.ProductRemoved)?.Under("product_removed"),
        Action.CartViewed => CartId(candidate.CartViewed.CartId)?.Under("cart_viewed"),
        Action.CartUpdated => Check(candidate.CartUpdated)?.Under("cart_updated"),
        Action.CheckoutStarted => Check(candidate.CheckoutStarted)?.Under("checkout_started"),
        Action.CouponApplied => Check(candidate.CouponApplied)?.Under("coupon_applied"),
        Action.ProductAddedToWishlist => Product(candidate.ProductAddedToWishlist.Product)?.Under("product_added_to_wishlist"),
        Action.OrderCompleted => Check(candidate.OrderCompleted)?.Under("order_completed"),
        Action.OrderUpdated => Check(candidate.OrderUpdated)?.Under("order_updated"),
        Action.OrderCancelled => Check(candidate.OrderCancelled)?.Under("order_cancelled"),
        Action.OrderRefunded => Check(candidate.OrderRefunded)?.Under("order_refunded"),
        Action.OrderFulfilled => Check(candidate.OrderFulfilled)?.Under("order_fulfilled"),
        Action.ShopperIdentified => Check(candidate.ShopperIdentified)?.Under("shopper_identified"),
        Action.ConsentChanged => Check(candidate.ConsentChanged, isInternal)?.Under("consent_changed"),
        Action.Custom => Check(candidate.Custom)?.Under("custom"),
        Action.ProductUpserted => Check(candidate.ProductUpserted)?.Under("product_upserted"),
        Action.ProductDeleted =>
            FieldRules.Required("product_id", candidate.ProductDeleted.ProductId, 100)?.Under("product_deleted"),
        Action.MessageSettled => isInternal
            ? Check(candidate.MessageSettled)?.Under("message_settled")
            : new Violation(
                FaultReasons.ServiceCredentialRequired, "message_settled", "is recorded by services of the suite only; send a custom event."),
        // An action of a newer contract, which this build cannot check.
        _ => Violation.Invalid("action", "is not known to this version; update the service first."),
    };
}
