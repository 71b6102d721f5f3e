using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.Validation;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Admission;

/// <summary>May this event enter? Turns a good one into what the log takes. Pure but for the event, which gets its one spelling.</summary>
static class EventAdmission
{
    /// <summary>An event from outside, or of a service that speaks for a shopper by identifiers.</summary>
    public static Violation? Admit(
        Event candidate, string shopId, bool isInternal, string traceparent, DateTimeOffset now, out PendingEvent? pending)
    {
        pending = null;
        if (Size(candidate) is { } tooLarge)
            return tooLarge;
        List<Violation>? dropped = null;
        EventSpelling.Settle(candidate, ref dropped);
        if ((EventRules.Check(candidate, isInternal, now) ?? EventRules.Subject(candidate, ref dropped)) is { } violation)
            return violation;
        ConsentAddress.MarkUnreadable(candidate, ref dropped);
        pending = Pend(candidate, shopId, null, 0, traceparent, now, dropped);
        return null;
    }

    /// <summary>An event that a service derived and whose shopper it names. Whether there is such a shopper, the log says.</summary>
    public static Violation? Admit(DerivedEvent derived, DateTimeOffset now, out PendingEvent? pending)
    {
        pending = null;
        if (derived.ShopId.Length == 0)
            return Violation.Required("shop_id");
        if (derived.Event is not { } candidate)
            return Violation.Required("event");
        if (derived.Depth > Limits.Depth)
            return new Violation(
                "depth", FaultReasons.DerivedTooDeep.Code,
                $"must be at most {Limits.Depth}; events seem to cause each other in a circle, so check what is recorded in answer to them.");
        if (derived.Depth < 0)
            return Violation.Invalid("depth", "must not be negative; send 0 or more.");
        if (Size(candidate) is { } tooLarge)
            return tooLarge;
        BringBack(candidate, now);
        List<Violation>? dropped = null;
        EventSpelling.Settle(candidate, ref dropped);
        if (EventRules.Check(candidate, isInternal: true, now) is { } violation)
            return violation;
        if (candidate.Identifiers is not null)
            return Violation.Invalid("identifiers", "must be absent in a derived event; remove them and set shopper_id.");

        Guid? shopperId = null;
        if (EventRules.ProductOf(candidate) is not null)
        {
            if (derived.ShopperId.Length > 0)
                return Violation.Invalid("shopper_id", "must be empty, because a catalog action is about a product; remove it.");
        }
        else
        {
            if (FieldRules.Uuid("shopper_id", derived.ShopperId) is { } wrong)
                return wrong;
            shopperId = Guid.ParseExact(derived.ShopperId, "D");
        }
        // A trace that cannot be read must not cost a fact.
        var traceparent = System.Diagnostics.ActivityContext.TryParse(derived.Traceparent, null, out _) ? derived.Traceparent : "";
        ConsentAddress.MarkUnreadable(candidate, ref dropped);
        pending = Pend(candidate, derived.ShopId, shopperId, derived.Depth, traceparent, now, dropped);
        return null;
    }

    // What a service has found out must not be lost with its clock: a withdrawal, the end of a message.
    static void BringBack(Event candidate, DateTimeOffset now)
    {
        if (candidate.OccurTime is { } said && said.IsTime() && said.ToDateTimeOffset() > now + Limits.Ahead)
            candidate.OccurTime = now.ToTimestamp();
    }

    static Violation? Size(Event candidate) =>
        candidate.CalculateSize() is > Limits.EventBytes and var size
            ? new Violation(
                "", FaultReasons.EventTooLarge.Code, $"must be at most {Limits.EventBytes} bytes in serialized form; it has {size}. Shorten it.")
            : null;

    static PendingEvent Pend(Event candidate, string shopId, Guid? shopperId, int depth, string traceparent, DateTimeOffset now,
        IReadOnlyList<Violation>? dropped = null)
    {
        candidate.OccurTime ??= now.ToTimestamp();
        return new PendingEvent
        {
            ShopId = shopId,
            Key = EventKey.Of(shopId, candidate.EventId),
            Event = candidate,
            Payload = candidate.ToByteArray(),
            GivenShopperId = shopperId,
            ProductPartition = EventRules.ProductOf(candidate) is { } productId ? Partitions.Of(shopId, productId) : null,
            CartKey = CartKey.Of(shopId, candidate),
            Depth = depth,
            Traceparent = traceparent,
            Dropped = dropped ?? [],
        };
    }
}
