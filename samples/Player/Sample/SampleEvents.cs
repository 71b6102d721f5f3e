using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Samples.Player.Sample;

/// <summary>What is sent at one instant.</summary>
sealed record SampleInstant(DateTimeOffset Time, IReadOnlyList<Event> Events);

/// <summary>
/// Makes events of carts. Orders and their times are the file's; when each line went into the cart is reconstructed:
/// one every 20 s, the last one 30 s before the order. Ids are made of the file's own, so that a second run repeats them.
/// </summary>
static class SampleEvents
{
    static readonly TimeSpan s_lastLine = TimeSpan.FromSeconds(30);
    static readonly TimeSpan s_rhythm = TimeSpan.FromSeconds(20);

    /// <summary>Every event in order of time, invoice and line, put together by instants.</summary>
    public static IReadOnlyList<SampleInstant> Of(IReadOnlyList<SampleCart> carts)
    {
        var introduced = new HashSet<SampleShopper>();
        // OrderBy leaves what is equal in its order: the events of a cart stand by line.
        return [.. carts.SelectMany(OfCart)
            .OrderBy(planned => planned.Time)
            .ThenBy(planned => planned.CartId, StringComparer.Ordinal)
            .SelectMany(planned => introduced.Add(planned.Shopper with { Country = "" }) ? WithIntroduction(planned) : [planned])
            .GroupBy(planned => planned.Time)
            .Select(same => new SampleInstant(same.Key, [.. same.Select(planned => planned.Event)]))];
    }

    static IEnumerable<Planned> WithIntroduction(Planned first) =>
        ShopperEvents.Introducing(first.Shopper).Select(known => Plan(first.Time, first.CartId, first.Shopper, known)).Append(first);

    static IEnumerable<Planned> OfCart(SampleCart cart)
    {
        for (var line = 0; line < cart.Lines.Count; line++)
        {
            var time = cart.Time - s_lastLine - (s_rhythm * (cart.Lines.Count - 1 - line));
            var viewed = cart.Lines[line].ToLineItem();
            viewed.Quantity = 0;
            yield return Plan(time, new Event
            {
                EventId = $"{cart.CartId}-viewed-{line + 1}",
                ProductViewed = new ProductViewed { Product = viewed },
            });
            yield return Plan(time, new Event
            {
                EventId = $"{cart.CartId}-added-{line + 1}",
                ProductAdded = new ProductAdded { CartId = cart.CartId, Product = cart.Lines[line].ToLineItem() },
            });
        }
        if (cart.IsAbandoned)
            yield break;
        yield return Plan(cart.Time - s_lastLine, new Event
        {
            EventId = $"{cart.CartId}-checkout",
            CheckoutStarted = new CheckoutStarted { CartId = cart.CartId, Total = cart.Total.ToMoney() },
        });
        yield return Plan(cart.Time, new Event
        {
            EventId = $"{cart.CartId}-order",
            OrderCompleted = new OrderCompleted
            {
                OrderId = cart.CartId,
                CartId = cart.CartId,
                Lines = { cart.Lines.Select(line => line.ToLineItem()) },
                Total = cart.Total.ToMoney(),
            },
        });

        Planned Plan(DateTimeOffset time, Event planned) => SampleEvents.Plan(time, cart.CartId, cart.Shopper, planned);
    }

    static Planned Plan(DateTimeOffset time, string cartId, SampleShopper shopper, Event planned)
    {
        planned.Identifiers ??= new Identifiers { UserId = shopper.CustomerId, AnonymousId = shopper.AnonymousId };
        planned.OccurTime = time.ToTimestamp();
        return new Planned(time, cartId, shopper, planned);
    }

    sealed record Planned(DateTimeOffset Time, string CartId, SampleShopper Shopper, Event Event);
}
