using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Appending;

/// <summary>Good events that wait for their place.</summary>
static class Pend
{
    public static PendingEvent Of(Event said, string shop = "shop")
    {
        var violation = EventAdmission.Admit(said, shop, isInternal: true, "", LogModel.LogTime, out var pending);
        Assert.Null(violation);
        return pending!;
    }

    public static PendingEvent Cart(Identifiers who, string cartId = "c", string shop = "shop", string? id = null) => Of(
        new Event
        {
            EventId = id ?? NewId(), Identifiers = who, CartUpdated = new CartUpdated { CartId = cartId, Lines = { Build.Line() } },
        },
        shop);

    public static PendingEvent Order(
        Identifiers who, string cartId = "c", string? id = null, string shop = "shop", DateTimeOffset? at = null) => Of(
        new Event
        {
            EventId = id ?? NewId(),
            Identifiers = who,
            OccurTime = at?.ToTimestamp(),
            OrderCompleted = new OrderCompleted { OrderId = NewId(), CartId = cartId, Lines = { Build.Line() }, Total = Build.Money(40) },
        },
        shop);

    public static PendingEvent Consent(
        Identifiers who, ConsentState state = ConsentState.Subscribed, Channel channel = Channel.Email, string address = "",
        DateTimeOffset? at = null, string? id = null) => Of(new Event
        {
            EventId = id ?? NewId(),
            Identifiers = who,
            OccurTime = at?.ToTimestamp(),
            ConsentChanged = new ConsentChanged { Channel = channel, State = state, Source = "form", Address = address },
        });

    public static PendingEvent Seen(Identifiers who, DateTimeOffset? at = null, bool history = false)
    {
        var said = Build.Event(who);
        (said.OccurTime, said.History) = ((at ?? (history ? LogModel.LogTime : null))?.ToTimestamp(), history);
        return Of(said);
    }

    /// <summary>Said by a service of the suite about a shopper whom it names.</summary>
    public static PendingEvent Derived(Guid shopper, ConsentChanged said, int depth = 1)
    {
        var derived = new V1.DerivedEvent
        {
            ShopId = "shop", ShopperId = shopper.ToString(), Depth = depth, Event = new Event { EventId = NewId(), ConsentChanged = said },
        };
        Assert.Null(EventAdmission.Admit(derived, LogModel.LogTime, out var pending));
        return pending!;
    }

    static string NewId() => Guid.NewGuid().ToString();
}
