using Automation.Commerce.V1;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>What happened to a shopper within an hour, and in which order it was told.</summary>
sealed class ShuffledHistory
{
    ShuffledHistory(Random random, IReadOnlyList<Event> actions)
    {
        // No two at the same time.
        InOrder = [.. actions.Select((action, index) => (action, 58.0 - 56.0 * index / actions.Count))];
        Shuffled = [.. InOrder];
        random.Shuffle(Shuffled);
    }

    public (Event Action, double MinutesAgo)[] InOrder { get; }

    public (Event Action, double MinutesAgo)[] Shuffled { get; }

    public override string ToString() => string.Join('\n', Shuffled.Select(told => $"{told.MinutesAgo:F1} minutes ago: {told.Action}"));

    /// <summary>Up to three carts, orders of them and others, and consents.</summary>
    public static ShuffledHistory Any(Random random) =>
        new(random, [.. Enumerable.Range(0, random.Next(3, 22)).Select(place => Act(random, carts: 3, place, withOrders: true))]);

    /// <summary>Up to three carts and consents.</summary>
    public static ShuffledHistory WithoutOrder(Random random) =>
        new(random, [.. Enumerable.Range(0, random.Next(3, 22)).Select(place => Act(random, carts: 3, place, withOrders: false))]);

    /// <summary>One cart that was bought in the end.</summary>
    public static ShuffledHistory BoughtAtLast(Random random) => new(
        random,
        [
            Build.Consent(ConsentState.Subscribed),
            .. Enumerable.Range(0, random.Next(2, 12)).Select(place => Act(random, carts: 1, place, withOrders: false)),
            Order("the last", "cart 0", random),
        ]);

    static Event Act(Random random, int carts, int place, bool withOrders)
    {
        var cart = $"cart {random.Next(carts)}";
        return random.Next(withOrders ? 12 : 10) switch
        {
            0 or 1 or 2 => Build.Add(cart, Product(random), random.Next(1, 4)),
            3 => new() { ProductRemoved = new() { CartId = cart, Product = Build.Line(Product(random), random.Next(1, 4)) } },
            4 or 5 => new() { CartUpdated = new() { CartId = cart, Lines = { Lines(random, random.Next(4)) } } },
            6 => new() { CheckoutStarted = new() { CartId = cart, Lines = { Lines(random, random.Next(3)) } } },
            7 or 8 => Build.Consent(ConsentState.Subscribed),
            9 => Build.Consent(random.Next(2) == 0 ? ConsentState.Unsubscribed : ConsentState.Subscribed),
            // A third of them names no cart.
            _ => Order($"order {place}", random.Next(3) > 0 ? cart : "", random),
        };
    }

    static Event Order(string orderId, string cartId, Random random) => new()
    {
        OrderCompleted = new() { OrderId = orderId, CartId = cartId, Lines = { Lines(random, 2) }, Total = new() { CurrencyCode = "GBP", Units = 40 } },
    };

    static IEnumerable<LineItem> Lines(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => Product(random)).Distinct().Select(product => Build.Line(product, random.Next(1, 4)));

    static string Product(Random random) => $"p{random.Next(3)}";
}
