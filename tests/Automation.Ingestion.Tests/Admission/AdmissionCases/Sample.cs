using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events that are good but for what a case changes.</summary>
static class Sample
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static string Text(int length) => new('x', length);

    public static Event Added(Action<LineItem> change)
    {
        var line = Build.Line();
        change(line);
        return Build.Event(e => e.ProductAdded = new ProductAdded { CartId = "c", Product = line });
    }

    public static Event Completed(Action<OrderCompleted> change)
    {
        var order = new OrderCompleted { OrderId = "o", Lines = { Build.Line() }, Total = Build.Money(1) };
        change(order);
        return Build.Event(e => e.OrderCompleted = order);
    }

    public static Event Upserted(Action<Product> change)
    {
        var made = Build.ProductUpserted();
        change(made.ProductUpserted.Product);
        return made;
    }

    public static Event Upserted(Action<Product> change, Identifiers identifiers)
    {
        var made = Upserted(change);
        made.Identifiers = identifiers;
        return made;
    }

    public static Event By(Action<Identifiers> change)
    {
        var identifiers = new Identifiers();
        change(identifiers);
        return Build.Event(identifiers);
    }

    public static Event Settled(Action<MessageSettled> change)
    {
        var settled = new MessageSettled
        {
            MessageId = Guid.NewGuid().ToString(), RunId = Guid.NewGuid().ToString(), StepId = "send",
            Outcome = MessageOutcome.Sent, Channel = Channel.Email,
        };
        change(settled);
        return Build.Event(e => e.MessageSettled = settled);
    }

    public static Event Consent(Action<ConsentChanged> change)
    {
        var consent = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed };
        change(consent);
        return Build.Event(e => e.ConsentChanged = consent);
    }

    public static Event Listed(Action<ListChanged> change)
    {
        var changed = new ListChanged { ListId = "vip", Change = ListChange.Joined };
        change(changed);
        return Build.Event(e => e.ListChanged = changed);
    }

    public static Struct Nested(int depth)
    {
        var value = new Struct();
        for (var i = 1; i < depth; i++)
            value = new Struct { Fields = { ["n"] = Value.ForStruct(value) } };
        return value;
    }

    public static Struct Fields(int count)
    {
        var value = new Struct();
        for (var i = 0; i < count; i++)
            value.Fields[$"f{i}"] = Value.ForNumber(i);
        return value;
    }

    public static Event Cart(params Money[] prices) => Build.Event(e => e.CartUpdated = new CartUpdated
    {
        CartId = "c", Lines = { prices.Select((price, i) => new LineItem { ProductId = $"p{i}", Quantity = 1, UnitPrice = price }) },
    });

    public static Event Identified(Struct traits) => Build.Event(e => e.ShopperIdentified = new ShopperIdentified { Traits = traits });
}
