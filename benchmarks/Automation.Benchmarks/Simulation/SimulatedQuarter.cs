using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Benchmarks.Simulation;

/// <summary>Ninety days of a thousand shoppers who look, fill carts and sometimes buy; the same ones every time.</summary>
static class SimulatedQuarter
{
    const int Shoppers = 1_000;
    const int EventsPerShopper = 50;

    static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<WorkflowDefinition> Definitions { get; } =
    [
        Cart("cart-1h", TimeSpan.FromHours(1)),
        Cart("cart-1d", TimeSpan.FromDays(1)),
        Cart("cart-3d", TimeSpan.FromDays(3)),
        OfCart("checkout", "checkout_started", Wait(TimeSpan.FromMinutes(30)), Send()),
        Filtered(OfCart("large-cart", "cart_updated", Wait(TimeSpan.FromHours(2)), Send()), "size(cart.lines) > 2"),
        OfShopper("thanks", "order_completed", TimeSpan.FromDays(30), Wait(TimeSpan.FromDays(7)), Send()),
        OfShopper("looking", "product_viewed", TimeSpan.FromDays(14), OrderWithin(TimeSpan.FromDays(2)), End(), Send()),
        OfShopper("first-order", "order_completed", null, OnlyFirst(), Send(), End()),
    ];

    public static GivenHistory History()
    {
        var random = new Random(1_000);
        var given = new GivenHistory();
        for (var shopper = 0; shopper < Shoppers; shopper++)
        {
            var name = $"shopper-{shopper}";
            var instants = Enumerable.Range(1, EventsPerShopper - 1).Select(_ => random.Next(90 * 24 * 3_600)).Order().ToList();
            given.Events.Add(Told(name, 0, new Event
            {
                Identifiers = new Identifiers { Email = $"{name}@example.com" },
                ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = random.Next(5) > 0 ? ConsentState.Subscribed : ConsentState.Unsubscribed },
            }));
            foreach (var (number, seconds) in instants.Index())
                given.Events.Add(Told(name, seconds, Next(random, shopper, number)));
        }
        return given;
    }

    static SimulatedEvent Told(string shopper, int seconds, Event @event) =>
        new() { Shopper = shopper, LogTime = s_start.AddSeconds(seconds).ToTimestamp(), Event = @event };

    static Event Next(Random random, int shopper, int number)
    {
        var line = new LineItem
        {
            ProductId = $"p{random.Next(500)}",
            Title = "A product",
            Quantity = random.Next(1, 4),
            UnitPrice = new Money { CurrencyCode = "GBP", Units = random.Next(1, 90) },
        };
        // A cart each week or so.
        var cart = $"c{shopper}-{number / 7}";
        return random.Next(10) switch
        {
            0 => new Event { OrderCompleted = new OrderCompleted { OrderId = $"o{shopper}-{number}", CartId = cart, Lines = { line }, Total = line.UnitPrice } },
            1 => new Event { CheckoutStarted = new CheckoutStarted { CartId = cart } },
            2 => new Event { CartUpdated = new CartUpdated { CartId = cart, Lines = { line } } },
            < 6 => new Event { ProductAdded = new ProductAdded { CartId = cart, Product = line } },
            _ => new Event { ProductViewed = new ProductViewed { Product = line } },
        };
    }

    static WorkflowDefinition Cart(string name, TimeSpan idle) => OfCart(name, "product_added", Wait(idle, "product_added", "product_removed"), Send());

    static WorkflowDefinition OfCart(string name, string trigger, params Step[] steps) => new()
    {
        DisplayName = name,
        Trigger = new Trigger { Event = new EventMatch { Events = { trigger } } },
        Reentry = new Reentry { Keyed = new KeyedReentry { Key = "event.cart_id", Cooldown = TimeSpan.FromDays(1).ToDuration() } },
        ExitWhen = { new EventMatch { Events = { "order_completed" } } },
        Steps = { steps },
    };

    static WorkflowDefinition Filtered(WorkflowDefinition definition, string filter)
    {
        definition.Trigger.Event.Filter = new Condition { Text = filter };
        return definition;
    }

    /// <param name="cooldown">Null: once.</param>
    static WorkflowDefinition OfShopper(string name, string trigger, TimeSpan? cooldown, params Step[] steps) => new()
    {
        DisplayName = name,
        Trigger = new Trigger { Event = new EventMatch { Events = { trigger } } },
        Reentry = new Reentry { Shopper = new ShopperReentry { Cooldown = cooldown?.ToDuration() }, Once = cooldown is null },
        Steps = { steps },
    };

    static Step Wait(TimeSpan duration, params string[] restartOn) =>
        new() { StepId = "wait", Wait = new WaitStep { Duration = duration.ToDuration(), RestartOn = { restartOn } } };

    static Step Send() => new()
    {
        StepId = "send", Send = new SendStep { Channel = Channel.Email, TemplateId = "abandoned-cart", Purpose = Purpose.Marketing },
    };

    static Step End() => new() { StepId = "end", End = new EndStep() };

    static Step OrderWithin(TimeSpan timeout) => new()
    {
        StepId = "order",
        WaitForEvent = new WaitForEventStep
        {
            Event = new EventMatch { Events = { "order_completed" } }, AnyKey = true, Timeout = timeout.ToDuration(), OnTimeout = "send",
        },
    };

    static Step OnlyFirst() => new()
    {
        StepId = "first",
        Branch = new BranchStep { Ways = { new BranchWay { When = new Condition { Text = "profile.order_summary.order_count > 1" }, Next = "end" } } },
    };
}
