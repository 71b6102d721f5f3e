using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Admission;

/// <summary>Whether an event is what its contract says. Pure but for identifiers, which get their one spelling; <see cref="EventSpelling"/> comes before it.</summary>
static partial class EventRules
{
    static readonly FrozenDictionary<Action, Rule> s_rules = new Dictionary<Action, Rule>
    {
        [Action.ProductViewed] = (@event, _) => Product(@event.ProductViewed.Product),
        [Action.ProductAdded] = (@event, _) => Check(@event.ProductAdded),
        [Action.ProductRemoved] = (@event, _) => Check(@event.ProductRemoved),
        [Action.CartViewed] = (@event, _) => CartId(@event.CartViewed.CartId),
        [Action.CartUpdated] = (@event, _) => Check(@event.CartUpdated),
        [Action.CheckoutStarted] = (@event, _) => Check(@event.CheckoutStarted),
        [Action.CouponApplied] = (@event, _) => Check(@event.CouponApplied),
        [Action.ProductAddedToWishlist] = (@event, _) => Product(@event.ProductAddedToWishlist.Product),
        [Action.StockNoticeRequested] = (@event, _) => Check(@event.StockNoticeRequested),
        [Action.StockNoticeWithdrawn] = (@event, _) => Check(@event.StockNoticeWithdrawn),
        [Action.CategoryViewed] = (@event, _) => FieldRules.Required("category", @event.CategoryViewed.Category, 100),
        [Action.ProductsSearched] = (@event, _) => Check(@event.ProductsSearched),
        [Action.OrderCompleted] = (@event, _) => Check(@event.OrderCompleted),
        [Action.OrderUpdated] = (@event, _) => Check(@event.OrderUpdated),
        [Action.OrderCancelled] = (@event, _) => Check(@event.OrderCancelled),
        [Action.OrderRefunded] = (@event, _) => Check(@event.OrderRefunded),
        [Action.OrderFulfilled] = (@event, _) => Check(@event.OrderFulfilled),
        [Action.ShopperIdentified] = (@event, _) => Check(@event.ShopperIdentified),
        [Action.ConsentChanged] = (@event, isInternal) => Check(@event.ConsentChanged, isInternal),
        [Action.Custom] = (@event, _) => Check(@event.Custom),
        [Action.ListChanged] = (@event, isInternal) => isInternal ? Check(@event.ListChanged) : InternalOnly(
            "is recorded by services of the suite only; put shoppers into a list with ListService.AddShoppers."),
        [Action.ProductUpserted] = (@event, _) => Check(@event.ProductUpserted),
        [Action.ProductDeleted] = (@event, _) => FieldRules.Required("product_id", @event.ProductDeleted.ProductId, 100),
        [Action.MessageSettled] = (@event, isInternal) => isInternal
            ? Check(@event.MessageSettled)
            : InternalOnly("is recorded by services of the suite only; send a custom event."),
        [Action.PriceDropped] = (@event, isInternal) => isInternal ? Check(@event.PriceDropped) : InternalOnly(
            "is recorded by services of the suite only; tell prices by product_upserted."),
        [Action.BackInStock] = (@event, isInternal) => isInternal ? Check(@event.BackInStock) : InternalOnly(
            "is recorded by services of the suite only; tell stock by product_upserted."),
    }.ToFrozenDictionary();

    delegate Violation? Rule(Event @event, bool isInternal);

    /// <summary>The first violation found, null when the event is good.</summary>
    /// <param name="candidate">The event.</param>
    /// <param name="isInternal">Whether a service of the suite sends it.</param>
    /// <param name="now">Time of the shop clock.</param>
    public static Violation? Check(Event candidate, bool isInternal, DateTimeOffset now) =>
        EventId(candidate.EventId) ?? OccurTime(candidate, now) ?? ActionOf(candidate, isInternal);

    /// <summary>The product that is the subject of a catalog action; null where a shopper is the subject.</summary>
    public static string? ProductOf(Event candidate) => candidate.ActionCase switch
    {
        Action.ProductUpserted => candidate.ProductUpserted.Product.ProductId,
        Action.ProductDeleted => candidate.ProductDeleted.ProductId,
        _ => null,
    };

    /// <summary>Who did it: needed, except for catalog actions.</summary>
    /// <param name="candidate">The event; its identifiers get their one spelling.</param>
    /// <param name="dropped">Why identifiers were left out of it is added.</param>
    public static Violation? Subject(Event candidate, ref List<Violation>? dropped)
    {
        var given = candidate.Identifiers is { } identifiers ? IdentifierRules.CountGiven(identifiers) : 0;
        if (ProductOf(candidate) is not null)
            return given > 0 ? Violation.Invalid("identifiers", "must be absent, because a catalog action is about a product; remove them.") : null;
        if (given == 0 && !ConsentAddress.NamesShopper(candidate))
            return new Violation("identifiers", ViolationReason.Required, "is required; give at least one identifier of the shopper.");
        if (IdentifierRules.Settle(candidate.Identifiers!) is not [var first, ..] unusable)
            return null;
        // Each costs only itself, unless nobody is named then.
        if (IdentifierRules.CountGiven(candidate.Identifiers!) == 0 && !ConsentAddress.NamesShopper(candidate))
            return first;
        (dropped ??= []).AddRange(unusable);
        return null;
    }

    static Violation InternalOnly(string description) => new("", FaultReasons.ServiceCredentialRequired.Code, description);

    static Violation? EventId(string eventId)
    {
        const string Field = "event_id";
        if (eventId.Length == 0)
            return new Violation(Field, ViolationReason.Required, "is required; send an id of your own, for example a UUIDv7.");
        if (eventId.Length > 100)
            return Violation.TooLong(Field, "must have at most 100 characters; shorten it.");
        return eventId.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? Violation.Invalid(Field, "must be printable ASCII without spaces; remove other characters.")
            : null;
    }

    static Violation? OccurTime(Event candidate, DateTimeOffset now)
    {
        const string Field = "occur_time";
        if (candidate.OccurTime is not { } time)
        {
            // Taken for now, it would outweigh what has happened since.
            return candidate.History
                ? new Violation(
                    Field, ViolationReason.Required, "is required of an event that is history; say when it happened, or leave history out when it is of now.")
                : null;
        }
        if (!time.IsTime())
            return Violation.Invalid(Field, TimestampRange.Rule);
        if (time.Seconds < Limits.Earliest.Seconds)
            return new Violation(
                Field, FaultReasons.OccurTimeTooOld.Code, "must not be before the year 2000; correct it, or leave it out where it is not known.");
        return time.ToDateTimeOffset() > now + Limits.Ahead
            ? new Violation(
                Field, FaultReasons.OccurTimeInFuture.Code, "must be at most ten minutes ahead of the shop clock; correct the sender's clock.")
            : null;
    }

    static Violation? ActionOf(Event candidate, bool isInternal)
    {
        if (candidate.ActionCase is Action.None)
            return new Violation("action", ViolationReason.Required, "is required; set one of the actions, or custom for anything else.");
        // Otherwise an action of a newer contract, which this build cannot check.
        return s_rules.TryGetValue(candidate.ActionCase, out var rule)
            ? rule(candidate, isInternal)?.Under(Event.Descriptor.FindFieldByNumber((int)candidate.ActionCase).Name)
            : new Violation(
                "action", FaultReasons.ActionUnknown.Code, "is not known to this version of the service; send another action, or update the service first.");
    }
}
