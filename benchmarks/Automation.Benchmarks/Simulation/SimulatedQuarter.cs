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
        Keyed("checkout", "checkout_started", """{"stepId":"idle","wait":{"duration":"1800s"}},{"stepId":"write",SEND}""", exits: true),
        Keyed("large-cart", "cart_updated", """{"stepId":"idle","wait":{"duration":"7200s"}},{"stepId":"write",SEND}""", exits: true, filter: "size(cart.lines) > 2"),
        OfShopper("thanks", "order_completed", """{"stepId":"rest","wait":{"duration":"604800s"}},{"stepId":"write",SEND}""", "2592000s"),
        OfShopper("looking", "product_viewed",
            """{"stepId":"buys","waitForEvent":{"event":{"events":["order_completed"]},"timeout":"172800s","anyKey":true,"onTimeout":"write"}},{"stepId":"done","end":{}},{"stepId":"write",SEND}""",
            "1209600s"),
        OfShopper("first-order", "order_completed",
            """{"stepId":"which","branch":{"ways":[{"when":{"text":"profile.order_summary.order_count > 1"},"next":"done"}]}},{"stepId":"write",SEND},{"stepId":"done","end":{}}""",
            null),
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

    static WorkflowDefinition Cart(string name, TimeSpan idle) => Keyed(
        name, "product_added", $$"""{"stepId":"idle","wait":{"duration":"{{idle.TotalSeconds}}s","restartOn":["product_added","product_removed"]}},{"stepId":"write",SEND}""",
        exits: true);

    static WorkflowDefinition Keyed(string name, string trigger, string steps, bool exits, string filter = "") => Definition(
        name, trigger, filter, """{"keyed":{"key":"event.cart_id","cooldown":"86400s"}}""", steps, exits ? """,{"events":["order_completed"]}""" : "");

    static WorkflowDefinition OfShopper(string name, string trigger, string steps, string? cooldown) => Definition(
        name, trigger, "", cooldown is null ? """{"once":true,"shopper":{}}""" : $$"""{"shopper":{"cooldown":"{{cooldown}}"}}""", steps, "");

    static WorkflowDefinition Definition(string name, string trigger, string filter, string reentry, string steps, string exits) =>
        WorkflowDefinition.Parser.ParseJson($$"""
            {"displayName":"{{name}}","trigger":{"event":{"events":["{{trigger}}"]{{(filter.Length > 0 ? $$""","filter":{"text":"{{filter}}"}""" : "")}}}},
             "reentry":{{reentry}},"exitWhen":[{{exits.TrimStart(',')}}],
             "steps":[{{steps.Replace("SEND", """ "send":{"channel":"CHANNEL_EMAIL","templateId":"abandoned-cart","purpose":"PURPOSE_MARKETING"}""", StringComparison.Ordinal)}}]}
            """);
}
