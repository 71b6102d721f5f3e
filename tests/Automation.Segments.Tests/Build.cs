using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segments.Tests;

/// <summary>Records of one shopper.</summary>
static class Build
{
    public static LoggedEvent View(long sequence, DateTimeOffset logged, DateTimeOffset? occurred = null, string product = "p1", int quantity = 1) =>
        Logged(sequence, logged, new Event { ProductViewed = new ProductViewed { Product = new LineItem { ProductId = product, Quantity = quantity } } }, occurred);

    public static LoggedEvent Order(long sequence, DateTimeOffset logged, int euros, string currency = "EUR", params LineItem[] lines) => Logged(
        sequence,
        logged,
        new Event
        {
            OrderCompleted = new OrderCompleted
            {
                OrderId = $"o{sequence}",
                Total = new Money { CurrencyCode = currency, Units = euros },
                Lines = { lines },
            },
        });

    public static LoggedEvent Game(long sequence, DateTimeOffset logged, params (string Name, Value Value)[] properties)
    {
        var custom = new CustomEvent { Name = "my_game", Properties = new Struct() };
        foreach (var (name, value) in properties)
            custom.Properties.Fields[name] = value;
        return Logged(sequence, logged, new Event { Custom = custom });
    }

    public static LoggedEvent Consent(long sequence, DateTimeOffset logged, ConsentState state, string address = "") =>
        Logged(sequence, logged, new Event { ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = state, Address = address } });

    public static LoggedEvent Logged(long sequence, DateTimeOffset logged, Event made, DateTimeOffset? occurred = null)
    {
        made.EventId = $"e{sequence}";
        made.Identifiers ??= new Identifiers { AnonymousId = "device" };
        made.OccurTime = (occurred ?? logged).ToTimestamp();
        return Record(sequence, logged, made, null);
    }

    public static LoggedEvent Told(long sequence, DateTimeOffset logged, ControlRecord control) => Record(sequence, logged, null, control);

    static LoggedEvent Record(long sequence, DateTimeOffset logged, Event? made, ControlRecord? control)
    {
        var record = new LoggedEvent
        {
            Partition = 3,
            Sequence = sequence,
            ShopId = "shop",
            ShopperId = "0193a000-0000-7000-8000-000000000001",
            LogTime = logged.ToTimestamp(),
        };
        if (made is not null)
            record.Event = made;
        else
            record.Control = control;
        return record;
    }
}
