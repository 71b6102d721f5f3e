using Automation.Commerce.V1;

namespace Automation.Benchmarks.Traffic;

/// <summary>
/// A shop's traffic, event by event, the same for the same seed: 70 % views (one in twenty by a visitor never seen
/// before), 24 % changes of carts, 4 % orders, 2 % beginnings of a checkout. Customers with even numbers begin
/// checkouts, in turn, those with odd ones order: no order ends a run of which a message is expected.
/// </summary>
sealed class ShopTraffic(int seed, int shoppers)
{
    const int Products = 1_000;

    readonly Random _random = new(seed);
    readonly int[] _carts = new int[shoppers];
    int _events;
    int _checkouts;

    /// <summary>The next event; <paramref name="checkout"/> is the customer who begins a checkout with it, or -1.</summary>
    public Event Next(out int checkout)
    {
        var sort = _random.Next(100);
        var shopper = _random.Next(shoppers);
        checkout = -1;
        var next = new Event { EventId = $"{seed}-{_events++}" };
        switch (sort)
        {
            case < 70:
                next.Identifiers = sort % 20 == 0
                    ? new Identifiers { AnonymousId = $"visitor-{seed}-{_events}" }
                    : new Identifiers { UserId = Shoppers.UserOf(shopper) };
                next.ProductViewed = new ProductViewed { Product = Line(1) };
                return next;
            case < 86:
                next.ProductAdded = new ProductAdded { CartId = CartOf(shopper), Product = Line(_random.Next(1, 4)) };
                break;
            case < 88:
                next.ProductRemoved = new ProductRemoved { CartId = CartOf(shopper), Product = Line(1) };
                break;
            case < 94:
                next.CartUpdated = new CartUpdated { CartId = CartOf(shopper), Lines = { Lines() } };
                break;
            case < 98:
                shopper |= 1;
                next.OrderCompleted = new OrderCompleted
                {
                    OrderId = $"order-{seed}-{_events}",
                    CartId = CartOf(shopper),
                    Lines = { Lines() },
                    Total = new Money { CurrencyCode = "GBP", Units = _random.Next(10, 200) },
                };
                _carts[shopper]++;
                break;
            default:
                checkout = shopper = _checkouts++ * 2 % shoppers;
                next.CheckoutStarted = new CheckoutStarted { CartId = $"checkout-{seed}-{_events}", Lines = { Lines() } };
                break;
        }
        next.Identifiers = new Identifiers { UserId = Shoppers.UserOf(shopper) };
        return next;
    }

    string CartOf(int shopper) => $"cart-{shopper}-{_carts[shopper]}";

    IEnumerable<LineItem> Lines()
    {
        for (var left = _random.Next(1, 5); left > 0; left--)
            yield return Line(_random.Next(1, 4));
    }

    LineItem Line(int quantity)
    {
        // Some products are looked at far more than others.
        var product = (int)(Products * Math.Pow(_random.NextDouble(), 3));
        return new LineItem
        {
            ProductId = $"product-{product:D4}",
            Sku = $"SKU-{product:D4}",
            Title = $"Christmas glass ball number {product}",
            Quantity = quantity,
            UnitPrice = new Money { CurrencyCode = "GBP", Units = 1 + product % 40, Nanos = 950_000_000 },
            ImageUrl = $"https://shop.example/images/{product:D4}.jpg",
            ProductUrl = $"https://shop.example/products/{product:D4}",
        };
    }
}
