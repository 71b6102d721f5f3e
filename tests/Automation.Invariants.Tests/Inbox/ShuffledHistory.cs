using Automation.Commerce.V1;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>What happened to a shopper within an hour, and in which order it was told.</summary>
sealed class ShuffledHistory
{
    ShuffledHistory(Random random, IReadOnlyList<Event> actions, bool ordersBeforeLaterCarts = false)
    {
        // No two at the same time, and an order of hours before them all.
        InOrder =
        [
            (Order("old", random.Next(2) == 0 ? "cart 0" : "", random), random.Next(2 * 60, 20 * 60)),
            .. actions.Select((action, index) => (action, 58.0 - 56.0 * index / actions.Count)),
        ];
        Shuffled = [.. InOrder];
        random.Shuffle(Shuffled);
        if (ordersBeforeLaterCarts)
            Shuffled = [.. WithOrdersFirst(Shuffled)];
    }

    public (Event Action, double MinutesAgo)[] InOrder { get; }

    public (Event Action, double MinutesAgo)[] Shuffled { get; }

    public override string ToString() => string.Join('\n', Shuffled.Select(told => $"{told.MinutesAgo:F1} minutes ago: {told.Action}"));

    /// <summary>Up to three carts, orders of them and others, and consents.</summary>
    public static ShuffledHistory Any(Random random) =>
        new(random, [.. Enumerable.Range(0, random.Next(3, 22)).Select(place => Act(random, carts: 3, place, withOrders: true))]);

    /// <summary>Up to three carts and consents; told of late, the order of hours before would end what runs (docs/event-time.md, runs, bounds).</summary>
    public static ShuffledHistory WithoutOrder(Random random) => new(
        random, [.. Enumerable.Range(0, random.Next(3, 22)).Select(place => Act(random, carts: 3, place, withOrders: false))],
        ordersBeforeLaterCarts: true);

    /// <summary>One cart that was bought in the end.</summary>
    public static ShuffledHistory BoughtAtLast(Random random) => new(
        random,
        [
            Build.Consent(ConsentState.Subscribed),
            .. Enumerable.Range(0, random.Next(2, 12)).Select(place => Act(random, carts: 1, place, withOrders: false)),
            Order("the last", "cart 0", random),
        ]);

    /// <summary>
    /// Up to four baskets one after the other, of two carts each, all but the last ended by an order of any cart or none. What happened
    /// before an order comes before or after it; what happened to a cart after it, or after it was called off, comes after that (docs/event-time.md, runs, bounds).
    /// </summary>
    public static ShuffledHistory OrderedInBetween(Random random)
    {
        var baskets = random.Next(1, 4);
        var actions = new List<Event>();
        for (var basket = 0; basket <= baskets; basket++)
        {
            actions.AddRange(Enumerable.Range(0, random.Next(1, 7)).Select(place => Act(random, carts: 2, place, withOrders: false, basket * 2)));
            if (basket < baskets)
                actions.Add(Order($"order {basket}", random.Next(3) > 0 ? $"cart {random.Next(basket * 2 + 2)}" : "", random));
            if (random.Next(3) == 0)
                actions.Add(new() { OrderCancelled = new() { OrderId = $"order {random.Next(baskets)}" } });
        }
        return new(random, actions, ordersBeforeLaterCarts: true);
    }

    static IEnumerable<(Event Action, double MinutesAgo)> WithOrdersFirst(IReadOnlyList<(Event Action, double MinutesAgo)> shuffled)
    {
        var orders = shuffled.Where(told => IsOfOrder(told.Action)).ToList();
        foreach (var told in shuffled)
        {
            var isOfCart = !IsOfOrder(told.Action) && told.Action.ConsentChanged is null;
            var first = orders.Where(order => order == told || (isOfCart && order.MinutesAgo > told.MinutesAgo)).ToList();
            orders.RemoveAll(first.Contains);
            foreach (var order in first)
                yield return order;
            if (!IsOfOrder(told.Action))
                yield return told;
        }
    }

    static bool IsOfOrder(Event action) => action.OrderCompleted is not null || action.OrderCancelled is not null;

    static Event Act(Random random, int carts, int place, bool withOrders, int firstCart = 0)
    {
        var cart = $"cart {firstCart + random.Next(carts)}";
        return random.Next(withOrders ? 13 : 10) switch
        {
            0 or 1 or 2 => Build.Add(cart, Product(random), random.Next(1, 4)),
            3 => new() { ProductRemoved = new() { CartId = cart, Product = Build.Line(Product(random), random.Next(1, 4)) } },
            4 or 5 => new() { CartUpdated = new() { CartId = cart, Lines = { Lines(random, random.Next(4)) } } },
            6 => new() { CheckoutStarted = new() { CartId = cart, Lines = { Lines(random, random.Next(3)) } } },
            7 or 8 => Build.Consent(ConsentState.Subscribed),
            9 => Build.Consent(random.Next(2) == 0 ? ConsentState.Unsubscribed : ConsentState.Subscribed),
            // Of an order before it, mostly.
            12 => new() { OrderCancelled = new() { OrderId = $"order {random.Next(place + 1)}" } },
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
