using System.Globalization;
using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segments.Tests;

/// <summary>
/// Random records of one shopper. Steps of time are those that windows are made of, so that the ends of windows are met exactly; events
/// come late, dated ahead, and several at one instant.
/// </summary>
sealed class AnyHistory(Random random)
{
    static readonly TimeSpan[] s_steps =
    [
        TimeSpan.Zero, TimeSpan.Zero, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), TimeSpan.FromHours(12), TimeSpan.FromDays(1),
        TimeSpan.FromDays(3), TimeSpan.FromDays(7) - TimeSpan.FromTicks(1), TimeSpan.FromDays(30),
    ];

    readonly List<DateTimeOffset> _times = [];
    DateTimeOffset _now = Start;
    long _sequence;

    public static DateTimeOffset Start { get; } = new(2026, 3, 26, 22, 0, 0, TimeSpan.Zero);

    public static string Text(int days) => Start.AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A step of time such as there is between records.</summary>
    public TimeSpan Step() => s_steps[random.Next(s_steps.Length)];

    public LoggedEvent Next()
    {
        _now += Step();
        var logged = new LoggedEvent
        {
            Partition = 3,
            Sequence = ++_sequence,
            ShopId = "shop",
            ShopperId = "0193a000-0000-7000-8000-000000000001",
            LogTime = _now.ToTimestamp(),
        };
        switch (random.Next(25))
        {
            case 0:
                logged.Control = new ControlRecord();
                break;
            case 1:
                logged.Control = new ControlRecord
                {
                    OrderElsewhere = new OrderElsewhere { Order = Order(), ShopperId = "other", OccurTime = OccurTime().ToTimestamp() },
                };
                break;
            case 2:
                logged.Control = new ControlRecord
                {
                    AddressConsent = new AddressConsent { Channel = Channel.Email, Address = Address(), State = State(), OccurTime = OccurTime().ToTimestamp() },
                };
                break;
            default:
                logged.Event = Event();
                break;
        }
        return logged;
    }

    Event Event()
    {
        var made = new Event { EventId = $"e{_sequence}", Identifiers = new Identifiers { AnonymousId = "device" } };
        if (random.Next(8) > 0)
            made.OccurTime = OccurTime().ToTimestamp();
        if (random.Next(3) == 0)
            made.Identifiers.Email = Address();
        if (random.Next(6) == 0)
            made.Identifiers.Phone = "+491700000001";
        switch (random.Next(16))
        {
            case 0 or 1 or 2:
                made.ProductViewed = new ProductViewed { Product = Line() };
                break;
            case 3 or 4 or 5:
                made.OrderCompleted = Order();
                break;
            case 6 or 7 or 8:
                made.Custom = new CustomEvent { Name = "my_game", Properties = Properties() };
                break;
            case 9:
                made.CheckoutStarted = new CheckoutStarted { CartId = "c1", Lines = { Line() } };
                break;
            case 10:
                made.ProductAdded = new ProductAdded { CartId = $"c{random.Next(2)}", Product = Line() };
                break;
            case 11:
                made.ConsentChanged = new ConsentChanged { Channel = random.Next(3) == 0 ? Channel.Sms : Channel.Email, State = State(), Address = random.Next(2) == 0 ? Address() : "" };
                break;
            case 12:
                made.OrderRefunded = new OrderRefunded { OrderId = $"o{random.Next(5)}" };
                break;
            case 13 or 14:
                made.ListChanged = new ListChanged { ListId = random.Next(2) == 0 ? "staff" : "vip", Change = random.Next(2) == 0 ? ListChange.Joined : ListChange.Left };
                break;
            default:
                made.ShopperIdentified = new ShopperIdentified
                {
                    Traits = new Struct
                    {
                        Fields =
                        {
                            ["city"] = random.Next(2) == 0 ? Value.ForString("Berlin") : Value.ForNull(),
                            ["points"] = Value.ForNumber(random.Next(4)),
                            ["birthday"] = Value.ForString($"1990-04-{random.Next(1, 28):D2}"),
                        },
                    },
                };
                break;
        }
        return made;
    }

    // Mostly as it is logged; late, ahead, or as another one.
    DateTimeOffset OccurTime()
    {
        var time = random.Next(7) switch
        {
            0 => _now - Step() - Step(),
            1 => _now + TimeSpan.FromMinutes(random.Next(10)),
            2 when _times.Count > 0 => _times[random.Next(_times.Count)],
            3 when _times.Count > 0 => _times[random.Next(_times.Count)] + Step(),
            _ => _now,
        };
        _times.Add(time);
        return time;
    }

    OrderCompleted Order() => new() { OrderId = $"o{random.Next(6)}", CartId = random.Next(2) == 0 ? "c1" : "", Lines = { Line(), Line() }, Total = Money() };

    LineItem Line() => new() { ProductId = $"p{random.Next(4)}", Quantity = random.Next(1, 4), UnitPrice = Money() };

    Money Money() => new() { CurrencyCode = random.Next(5) == 0 ? "USD" : "EUR", Units = random.Next(40), Nanos = random.Next(3) == 0 ? 500_000_000 : 0 };

    Struct Properties()
    {
        var properties = new Struct();
        if (random.Next(6) > 0)
            properties.Fields["score"] = random.Next(6) == 0 ? Value.ForString("1") : Value.ForNumber(random.Next(-20, 20) / 10.0);
        if (random.Next(6) > 0)
            properties.Fields["tag"] = random.Next(6) == 0 ? Value.ForList(Value.ForString("a")) : Value.ForString(random.Next(2) == 0 ? "a" : "b");
        return properties;
    }

    string Address() => random.Next(2) == 0 ? "a@shop.example" : "b@shop.example";

    ConsentState State() => random.Next(2) == 0 ? ConsentState.Subscribed : ConsentState.Unsubscribed;
}
