using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Xunit;
using Xunit.Abstractions;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>Orders from before the operations that are kept of a cart.</summary>
public sealed class Hearing_late_of_an_order(ITestOutputHelper output)
{
    [Theory]
    [InlineData("c", false)]
    [InlineData("", false)]
    [InlineData("c", true)]
    [InlineData("", true)]
    public void What_it_bought_is_taken_out_and_the_rest_stays(string cartId, bool isElsewhere)
    {
        var journal = Full();
        Tell(journal, 51, 2, Order("o", cartId, "p1"), isElsewhere);
        Assert.Equal((CartState.Active, 49), (journal.Cart("c").State, journal.Cart("c").Lines.Count));
        Assert.DoesNotContain(journal.Cart("c").Lines, line => line.ProductId == "p1");
    }

    [Fact]
    public void A_cart_of_which_it_bought_all_is_closed_by_it()
    {
        var journal = new Journal().Add("c", Line("a"));
        for (var number = 2; number <= 50; number++)
            journal.Log(new() { CouponApplied = new() { CartId = "c", Coupon = $"TEN{number}" } });
        Tell(journal, 51, 2, Order("o", "c", "a"));
        Assert.Equal((CartState.Ordered, "o"), (journal.Cart("c").State, journal.Cart("c").OrderId));
    }

    [Fact]
    public void Of_a_cart_that_an_earlier_build_stored_it_takes_too()
    {
        var journal = new Journal().Add("old", Line("a")).Add("c", Line("a")).Add("c", Line("b"));
        journal.State.CartHistories.Clear();
        Tell(journal, 51, 1, Order("o1", "old", "a"));
        Tell(journal, 52, 2, Order("o2", "c", "a"));
        Assert.Equal((CartState.Ordered, "o1"), (journal.Cart("old").State, journal.Cart("old").OrderId));
        Assert.Equal(CartState.Active, journal.Cart("c").State);
        Assert.Equal([Line("b")], journal.Cart("c").Lines);
    }

    [Theory]
    [InlineData("c", false)]
    [InlineData("", false)]
    [InlineData("c", true)]
    [InlineData("", true)]
    public void Of_a_cart_that_was_begun_after_it_it_bought_nothing(string cartId, bool isElsewhere)
    {
        const int Day = 24 * 60;
        var journal = new Journal();
        Tell(journal, 1, 1, new() { CartUpdated = new() { CartId = "c", Lines = { Line("mug") } } });
        Tell(journal, 2 * Day, 2 * Day, new() { ProductAdded = new() { CartId = "c", Product = Line("cup") } });
        Tell(journal, 2 * Day + 1, -700 * Day, Order("o", cartId, "mug"), isElsewhere);
        Assert.Equal([Line("mug"), Line("cup")], journal.Cart("c").Lines);
        Assert.Equal(CartState.Active, journal.Cart("c").State);
    }

    /// <summary>The first report is still among the operations, its true instant is not.</summary>
    [Fact]
    public void Reported_again_as_of_before_that_it_is_not_lost()
    {
        var named = Full();
        Tell(named, 51, 51, Order("o", "c", "p1"));
        Tell(named, 52, 3, Order("o", "c", "p1"));
        Assert.Equal((CartState.Ordered, "o"), (named.Cart("c").State, named.Cart("c").OrderId));

        var journal = Full();
        Tell(journal, 51, 51, Order("o", "", "p1"));
        Tell(journal, 52, 3, Order("o", "", "p1"));
        Assert.Equal((CartState.Active, 49), (journal.Cart("c").State, journal.Cart("c").Lines.Count));
        Assert.DoesNotContain(journal.Cart("c").Lines, line => line.ProductId == "p1");
    }

    [Theory]
    [InlineData("c", false)]
    [InlineData("", false)]
    [InlineData("c", true)]
    [InlineData("", true)]
    public void Reported_again_it_takes_nothing_of_the_next_basket(string cartId, bool isElsewhere)
    {
        var journal = new Journal().Add("c", Line("p1"));
        Tell(journal, 2, 2, Order("o", cartId, "p1"), isElsewhere);
        for (var number = 1; number <= 50; number++)
            journal.Add("c", Line($"p{number}"));
        Tell(journal, 60, 2, Order("o", "c", "p1"), isElsewhere);
        Assert.Equal((CartState.Active, 50), (journal.Cart("c").State, journal.Cart("c").Lines.Count));
        // Nor where another sender tells it of whom it is about.
        Tell(journal, 61, 2, Order("o", cartId, "p1"), !isElsewhere);
        Assert.Equal(50, journal.Cart("c").Lines.Count);
    }

    /// <summary>Its lines are those of the listed order, until that changes or goes.</summary>
    [Theory]
    [InlineData("c")]
    [InlineData("")]
    public void An_updated_order_leaves_the_cart_as_it_was_sold(string cartId)
    {
        var updated = new Journal().Order("o", cartId, Gbp(1), Line("p1"))
            .Log(new() { OrderUpdated = new() { OrderId = "o", Total = Gbp(2), Lines = { Line("p2"), Line("p3") } } });
        var forgotten = new Journal().Order("o", cartId, Gbp(1), Line("p1"));
        for (var number = 0; number < 60; number++)
            forgotten.Order($"o{number}", "elsewhere", Gbp(1), Line("p4"));
        foreach (var journal in new[] { updated, forgotten })
        {
            var added = new Event { OccurTime = TimeOf(0), ProductAdded = new() { CartId = "c", Product = Line("p1") } };
            journal.Log(added);
            Assert.Equal((CartState.Ordered, "o"), (journal.Cart("c").State, journal.Cart("c").OrderId));
            Assert.Equal([Line("p1")], journal.Cart("c").Lines);
        }
    }

    /// <summary>
    /// One cart, no product put in twice, orders of all that is in it arriving up to eighty events late, some of them twice: what
    /// is open in the end is what was put in and not bought.
    /// </summary>
    [Fact]
    public void However_late_orders_come_what_is_open_is_what_nobody_bought()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"Seeds {seed} to {seed + 299}");
        for (var number = 0; number < 300; number++)
        {
            var random = new Random(seed + number);
            var (history, open) = History(random);
            var state = new ProfileState();
            var sequence = 0;
            foreach (var told in history.OrderBy(pair => pair.Arrival))
            {
                told.Logged.Sequence = ++sequence;
                told.Logged.LogTime = TimeOf(500 + sequence);
                ProfileFold.Apply(state, told.Logged);
                if (random.Next(4) == 0)
                    state = ProfileState.Parser.ParseFrom(Google.Protobuf.MessageExtensions.ToByteArray(state));
            }
            var left = state.Profile.Carts.Where(cart => cart.State is CartState.Active or CartState.Checkout)
                .SelectMany(cart => cart.Lines).Select(line => line.ProductId).Order();
            Assert.True(open.Order().SequenceEqual(left), $"Seed {seed + number}: {string.Join(' ', open.Order())}\nbut {state.Profile.Carts}");
        }
    }

    static (List<(double Arrival, LoggedEvent Logged)> History, List<string> Open) History(Random random)
    {
        var history = new List<(double, LoggedEvent)>();
        var open = new List<string>();
        var count = random.Next(40, 140);
        // Where carts are stated and sold often, that tells of what was bought before its order comes.
        var isCalm = random.Next(2) == 0;
        for (var minute = 1; minute <= count; minute++)
        {
            switch (random.Next(isCalm ? 40 : 12))
            {
                case 0 or 1 when open.Count > 0:
                    var order = Order($"o{minute}", random.Next(2) == 0 ? "c" : "", [.. open]);
                    open.Clear();
                    var isElsewhere = random.Next(2) == 0;
                    Arrive(order, random.Next(80), isElsewhere);
                    if (random.Next(3) == 0)
                        Arrive(order, random.Next(80), isElsewhere);
                    break;
                case 2 when open.Count > 1:
                    var taken = open[random.Next(open.Count)];
                    open.Remove(taken);
                    Arrive(new() { ProductRemoved = new() { CartId = "c", Product = Line(taken) } });
                    break;
                case 3 when open.Count > 0 && !isCalm:
                    Arrive(new() { CartUpdated = new() { CartId = "c", Lines = { open.Select(product => Line(product)) } } });
                    break;
                default:
                    open.Add($"p{minute}");
                    Arrive(new() { ProductAdded = new() { CartId = "c", Product = Line($"p{minute}") } });
                    break;
            }

            void Arrive(Event action, int delay = 0, bool isElsewhere = false) =>
                history.Add((minute + delay + random.NextDouble(), Logged(action, minute, isElsewhere)));
        }
        return (history, open);
    }

    // Fifty products, of which the first eighteen were put in before what is kept.
    static Journal Full()
    {
        var journal = new Journal();
        for (var number = 1; number <= 50; number++)
            journal.Add("c", Line($"p{number}"));
        return journal;
    }

    static void Tell(Journal journal, int number, int occurred, Event order, bool isElsewhere = false)
    {
        var logged = Logged(order, occurred, isElsewhere);
        (logged.Sequence, logged.LogTime) = (number * 3L, TimeOf(number));
        journal.Events.Add(logged);
        ProfileFold.Apply(journal.State, logged);
    }

    static LoggedEvent Logged(Event action, int occurred, bool isElsewhere)
    {
        var logged = Journal.Logged(0, action.Clone());
        if (isElsewhere)
            logged.Control = new() { OrderElsewhere = new() { Order = action.OrderCompleted, ShopperId = "another", OccurTime = TimeOf(occurred) } };
        else
            logged.Event.OccurTime = TimeOf(occurred);
        return logged;
    }

    static Event Order(string orderId, string cartId, params string[] products) => new()
    {
        OrderCompleted = new() { OrderId = orderId, CartId = cartId, Total = Gbp(1), Lines = { products.Select(product => Line(product)) } },
    };
}
