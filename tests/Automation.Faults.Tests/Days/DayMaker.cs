using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Faults.Tests.Days;

/// <summary>
/// Makes a day out of a seed: shoppers come in waves, look, fill carts, buy or leave. Some who left come back before the
/// reminder, at the very instant at which it is due, or after it.
/// </summary>
sealed class DayMaker
{
    static readonly DateTimeOffset s_begin = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan s_wave = TimeSpan.FromMinutes(10);

    // Looking comes first, everything about the cart half a minute later: what is abandoned in a wave is due together.
    static readonly TimeSpan s_cart = TimeSpan.FromSeconds(30);

    readonly Random _random;
    readonly int _waves;
    readonly List<Planned> _planned = [];
    readonly Dictionary<string, int> _eventCounts = [];
    int _carts;

    DayMaker(int seed, int waves) => (_random, _waves) = (new Random(seed), waves);

    /// <summary>A day of at least so many events.</summary>
    public static ShopDay Make(int seed, int eventCount)
    {
        // Waves of some hundred events: enough to be in the middle of something, and many of them.
        var maker = new DayMaker(seed, Math.Clamp(eventCount / 100, 12, 144));
        string[] shops = ["north", "south", "west"];
        var shoppers = DayShopper.Make(shops, Math.Max(20, eventCount / 12));
        while (maker._planned.Count < eventCount)
            maker.PlanVisit(shoppers[maker._random.Next(shoppers.Count)]);
        return new ShopDay(s_begin, shops, maker.Arrange());
    }

    void PlanVisit(DayShopper shopper)
    {
        var wave = _random.Next(_waves);
        var products = Enumerable.Range(0, 3).Select(_ => DayProducts.Any(_random)).DistinctBy(line => line.ProductId).ToList();
        foreach (var product in products)
            Plan(wave, isCart: false, shopper, new Event { ProductViewed = new ProductViewed { Product = DayProducts.Viewed(product) } });
        var draw = _random.NextDouble();
        if (draw < 0.2)
            return;
        var cartId = $"cart-{++_carts}";
        Add(wave, shopper, cartId, products);
        if (draw < 0.55)
            Buy(wave, shopper, cartId, products);
        else
            PlanReturn(wave, shopper, cartId, products);
    }

    void PlanReturn(int wave, DayShopper shopper, string cartId, List<LineItem> products)
    {
        // A reminder is due six waves after the last activity.
        switch (_random.Next(10))
        {
            case 0:
                Buy(wave + _random.Next(1, 6), shopper, cartId, products);
                break;
            case 1:
                Buy(wave + 6, shopper, cartId, products);
                break;
            case 2:
                Buy(wave + 8, shopper, cartId, products);
                break;
            case 3:
                Add(wave + _random.Next(1, 7), shopper, cartId, [DayProducts.Any(_random)]);
                break;
            case 4:
                foreach (var product in products)
                    Plan(wave + 2, isCart: true, shopper, new Event { ProductRemoved = new ProductRemoved { CartId = cartId, Product = product.Clone() } });
                break;
            case 5:
                Plan(wave + 3, isCart: true, shopper, Consent(ConsentState.Unsubscribed));
                break;
        }
    }

    void Add(int wave, DayShopper shopper, string cartId, IEnumerable<LineItem> products)
    {
        foreach (var product in products)
            Plan(wave, isCart: true, shopper, new Event { ProductAdded = new ProductAdded { CartId = cartId, Product = product.Clone() } });
    }

    void Buy(int wave, DayShopper shopper, string cartId, List<LineItem> products)
    {
        var total = DayProducts.Total(products);
        if (_random.Next(2) == 0)
            Plan(wave, isCart: true, shopper, new Event { CheckoutStarted = new CheckoutStarted { CartId = cartId, Total = total.Clone() } });
        Plan(wave, isCart: true, shopper, new Event
        {
            OrderCompleted = new OrderCompleted
            {
                OrderId = $"order-{cartId}",
                CartId = cartId,
                Lines = { products.Select(product => product.Clone()) },
                Total = total,
            },
        });
    }

    void Plan(int wave, bool isCart, DayShopper shopper, Event planned)
    {
        planned.Identifiers = shopper.Name;
        _planned.Add(new Planned(s_begin + s_wave * wave + (isCart ? s_cart : TimeSpan.Zero), shopper, planned));
    }

    List<DayInstant> Arrange()
    {
        var introduced = new HashSet<DayShopper>();
        // OrderBy is stable: what is planned for one instant stays in its order.
        return [.. _planned.OrderBy(planned => planned.Time)
            .SelectMany(planned => introduced.Add(planned.Shopper) ? Introduce(planned) : [planned])
            .GroupBy(planned => planned.Time)
            .Select(same => new DayInstant(same.Key, [.. same.Select(Finish)]))];
    }

    static IEnumerable<Planned> Introduce(Planned first)
    {
        if (!first.Shopper.IsKnown)
            return [first];
        var traits = new Struct { Fields = { ["country"] = Value.ForString("GB") } };
        var identified = new Event
        {
            Identifiers = new Identifiers { UserId = first.Shopper.Id, Email = first.Shopper.Email },
            ShopperIdentified = new ShopperIdentified { Traits = traits },
        };
        var consent = Consent(first.Shopper.Agrees ? ConsentState.Subscribed : ConsentState.Unsubscribed);
        consent.Identifiers = first.Shopper.Name;
        return [first with { Event = identified }, first with { Event = consent }, first];
    }

    static Event Consent(ConsentState state) =>
        new() { ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = state, Source = "shop" } };

    DayEvent Finish(Planned planned)
    {
        var shopId = planned.Shopper.ShopId;
        var number = _eventCounts[shopId] = _eventCounts.GetValueOrDefault(shopId) + 1;
        planned.Event.EventId = $"{shopId}-{number}";
        planned.Event.OccurTime = planned.Time.ToTimestamp();
        return new DayEvent(shopId, planned.Shopper.Id, planned.Event);
    }

    sealed record Planned(DateTimeOffset Time, DayShopper Shopper, Event Event);
}
