using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;
using Xunit.Abstractions;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>
/// Disorder: one history of a shopper, told in many orders, gives the carts and consents of the history told in order of
/// occurrence. Within the bounds of docs/event-time.md, and with the activity and log times left out, which say when it was told.
/// </summary>
public sealed class Arriving_in_any_order(ITestOutputHelper output)
{
    const int Histories = 400;
    const int Shuffles = 6;
    const string Email = "ann@example.com";
    const string Phone = "+4420794609";

    [Fact]
    public void A_history_gives_the_carts_and_consents_of_its_order_of_occurrence()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seeds {seed} to {seed + Histories - 1}");
        for (var number = 0; number < Histories; number++)
        {
            var random = new Random(seed + number);
            var history = History(random, random.Next(2, 26));
            var expected = Told(history);
            for (var shuffle = 0; shuffle < Shuffles; shuffle++)
            {
                var arrived = Shuffled(history, random, reach: shuffle == 0 ? 3 : history.Count);
                Assert.True(expected == Told(arrived), $"Seed {seed + number}, shuffle {shuffle}:\n{Explain(history)}\narrived as\n{Explain(arrived)}\n{expected}\nbut was\n{Told(arrived)}");
            }
        }
    }

    /// <summary>In a chain of states that are stored and read again between any two records.</summary>
    [Fact]
    public void Stored_and_read_again_in_between_it_is_the_same_to_the_byte()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seeds {seed} to {seed + 99}");
        for (var number = 0; number < 100; number++)
        {
            var random = new Random(seed + number);
            var arrived = Shuffled(History(random, 24), random, reach: 24);
            var (kept, read) = (new ProfileState(), new ProfileState());
            foreach (var logged in Logged(arrived))
            {
                Assert.Equal(ProfileFold.Apply(kept, logged.Clone()), ProfileFold.Apply(read, logged));
                read = ProfileState.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(read));
            }
            Assert.True(kept.Equals(read), $"Seed {seed + number}:\n{kept}\n{read}");
        }
    }

    // Everything is logged within an hour after all of it happened.
    static IEnumerable<LoggedEvent> Logged(List<LoggedEvent> arrived) => arrived.Select((told, index) =>
    {
        var logged = told.Clone();
        logged.Sequence = index + 1;
        logged.LogTime = TimeOf(60 + index);
        return logged;
    });

    static string Told(List<LoggedEvent> arrived)
    {
        var state = new ProfileState();
        foreach (var logged in Logged(arrived))
            ProfileFold.Apply(state, logged);
        var carts = state.Profile.Carts.OrderBy(cart => cart.CartId, StringComparer.Ordinal).Select(cart =>
        {
            var copy = cart.Clone();
            copy.ActivityTime = null;
            return copy.ToString();
        });
        var consents = state.Profile.Consents.Select(consent =>
        {
            var copy = consent.Clone();
            copy.UpdateTime = null;
            return copy.ToString();
        });
        return string.Join('\n', carts.Concat(consents));
    }

    static string Explain(List<LoggedEvent> history) => string.Join('\n', history.Select(logged =>
        logged.Event is { } @event
            ? $"{@event.OccurTime.Seconds - TimeOf(0).Seconds}: {@event}"
            : $"{logged.Control.OrderElsewhere.OccurTime.Seconds - TimeOf(0).Seconds}: {logged.Control}"));

    /// <summary>Each is moved by at most <paramref name="reach"/> places.</summary>
    static List<LoggedEvent> Shuffled(List<LoggedEvent> history, Random random, int reach) =>
        history.Select((logged, index) => (logged, place: index + random.NextDouble() * (reach + 1)))
            .OrderBy(pair => pair.place).Select(pair => pair.logged).ToList();

    // In order of occurrence; of one instant orders last and each instant seldom twice.
    static List<LoggedEvent> History(Random random, int count)
    {
        var orders = 0;
        var minutes = Enumerable.Range(0, count).Select(_ => random.Next(1, 50)).Order().ToList();
        // Some orders are of hours before, and at most one of days before: what is older than that is not known any more (bounds).
        var isDayOld = random.Next(2) == 0;
        return minutes.Select((minute, index) => At(TimeOf(minute).Seconds + index % 3, Act(random, ref orders)))
            .Select(logged => IsOrder(logged) && random.Next(3) == 0 ? Earlier(logged) : logged)
            .OrderBy(OccurTimeOf, Comparer<Timestamp>.Create((left, right) => left.CompareTo(right)))
            .ThenBy(IsOrder)
            // Of one instant and kind the log decides, so there is one of each instant.
            .DistinctBy(OccurTimeOf).ToList();

        LoggedEvent Earlier(LoggedEvent order)
        {
            var hours = isDayOld ? 24 * random.Next(2, 6) : random.Next(2, 20);
            isDayOld = false;
            return At(OccurTimeOf(order).Seconds - hours * 60 * 60, order);
        }

        static Timestamp OccurTimeOf(LoggedEvent logged) => logged.Event?.OccurTime ?? logged.Control.OrderElsewhere.OccurTime;
    }

    static bool IsOrder(LoggedEvent logged) => logged.Control is not null || logged.Event.OrderCompleted is not null;

    static LoggedEvent At(long seconds, LoggedEvent logged)
    {
        var time = new Timestamp { Seconds = seconds };
        if (logged.Event is { } @event)
            @event.OccurTime = time;
        else
            logged.Control.OrderElsewhere.OccurTime = time;
        return logged;
    }

    static Timestamp TimeOf(int minutes) => Journal.TimeOf(minutes);

    static LoggedEvent Act(Random random, ref int orders)
    {
        var cart = $"c{random.Next(2)}";
        switch (random.Next(19))
        {
            case 0 or 1 or 2:
                return Event(new() { ProductAdded = new() { CartId = cart, Product = Line(random) } });
            case 3 or 4:
                return Event(new() { ProductRemoved = new() { CartId = cart, Product = Line(random) } });
            case 5:
                return Event(new() { CartUpdated = new() { CartId = cart, Lines = { Lines(random, random.Next(4)) } } });
            // As often as not of what an order has bought.
            case 6 or 14:
                return Event(new() { CartUpdated = new() { CartId = cart, Lines = { Journal.Line("p0"), Journal.Line("p1") } } });
            case 7:
                return Event(new() { CheckoutStarted = new() { CartId = cart, Lines = { Lines(random, random.Next(3)) } } });
            case 15:
                return Event(new() { CheckoutStarted = new() { CartId = cart, Lines = { Journal.Line("p0"), Journal.Line("p1") } } });
            // Of one that was or will be, or that never is.
            case 16:
                return Event(new() { OrderCancelled = new() { OrderId = $"o{random.Next(orders + 2)}" } });
            // What an order of one of several may leave over.
            case 17 or 18:
                return Event(new() { CartUpdated = new() { CartId = cart, Lines = { Line(random) } } });
            case 8:
                return Event(new() { CouponApplied = new() { CartId = cart, Coupon = $"TEN{random.Next(3)}" } });
            case 9 or 10:
                var order = new OrderCompleted { OrderId = $"o{orders++}", CartId = random.Next(3) > 0 ? cart : "", Total = Gbp(5), Lines = { Lines(random, random.Next(2, 5)) } };
                return random.Next(2) == 0
                    ? Event(new() { OrderCompleted = order })
                    : new LoggedEvent { ShopperId = ShopperId, Control = new() { OrderElsewhere = new() { Order = order, ShopperId = "another" } } };
            default:
                var channel = random.Next(2) == 0 ? Channel.Email : Channel.Sms;
                return Event(new()
                {
                    // The shopper's one address, another one, or none.
                    Identifiers = random.Next(2) == 0 ? new() { UserId = "ann", Email = Email, Phone = Phone } : new() { UserId = "ann" },
                    ConsentChanged = new()
                    {
                        Channel = channel,
                        State = (ConsentState)random.Next(1, 3),
                        Source = $"form {random.Next(3)}",
                        Address = random.Next(3) == 0 ? channel is Channel.Email ? "other@example.com" : "+4420794600" : "",
                    },
                });
        }
    }

    static LoggedEvent Event(Event action) => new() { ShopperId = ShopperId, Event = action };

    static IEnumerable<LineItem> Lines(Random random, int count) => Enumerable.Range(0, count).Select(_ => Line(random));

    static LineItem Line(Random random)
    {
        var line = Journal.Line($"p{random.Next(3)}", random.Next(1, 4), Gbp(random.Next(1, 4)), title: random.Next(3) == 0 ? "A title" : "");
        line.Sku = random.Next(3) == 0 ? $"SKU{random.Next(2)}" : "";
        return line;
    }
}
