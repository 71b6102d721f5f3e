using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Going_by_event_time
{
    [Fact]
    public void What_happened_before_the_order_does_not_open_the_cart_again()
    {
        var journal = new Journal();
        Tell(journal, 9, 3, Stated("c", Line("a")));
        Tell(journal, 10, 8, Ordered("o", "c", Line("a")));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 11, 6, new() { CheckoutStarted = new() { CartId = "c" } }));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 12, 7, Added("c", Line("b"))));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 13, 8, Stated("c", Line("b"))));
        Assert.Equal((CartState.Ordered, "o"), (journal.Cart("c").State, journal.Cart("c").OrderId));
        Assert.Equal([Line("a")], journal.Cart("c").Lines);
    }

    [Fact]
    public void An_order_that_comes_first_closes_the_cart_that_becomes_known_after_it()
    {
        var journal = new Journal();
        Tell(journal, 9, 8, Ordered("o", "c", Line("a")));
        Assert.Empty(journal.Profile.Carts);
        Tell(journal, 10, 3, Stated("c", Line("a")));
        Assert.Equal(CartState.Ordered, journal.Cart("c").State);
        Assert.Equal(TimeOf(3), journal.Cart("c").CreateTime);
    }

    [Fact]
    public void What_was_put_in_after_the_order_stays_when_the_order_comes_late()
    {
        var journal = new Journal();
        Tell(journal, 3, 3, Added("c", Line("a")));
        Tell(journal, 9, 9, Added("c", Line("b")));
        Tell(journal, 10, 8, Ordered("o", "c", Line("a")));
        Assert.Equal(CartState.Active, journal.Cart("c").State);
        Assert.Equal([Line("b")], journal.Cart("c").Lines);
        Assert.Equal(TimeOf(9), journal.Cart("c").CreateTime);
    }

    [Fact]
    public void A_stale_update_brings_nothing_back_and_what_was_taken_out_before_it_is_taken_out_of_it()
    {
        var journal = new Journal();
        Tell(journal, 3, 3, Stated("c", Line("a"), Line("b")));
        Tell(journal, 5, 5, Stated("c", Line("a")));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 6, 4, Stated("c", Line("a"), Line("b"))));
        Assert.Equal([Line("a")], journal.Cart("c").Lines);

        // Taken out at 8; the state of 7 comes afterwards.
        Tell(journal, 9, 8, new() { ProductRemoved = new() { CartId = "c", Product = Line("a") } });
        Assert.Equal(FoldMarks.None, Tell(journal, 10, 7, Stated("c", Line("a"), Line("d"))));
        Assert.Equal([Line("d")], journal.Cart("c").Lines);
    }

    [Fact]
    public void An_event_dated_ahead_does_not_outlive_an_order()
    {
        var journal = new Journal();
        Tell(journal, 3, 12, Stated("c", Line("a")));
        Tell(journal, 4, 4, Ordered("o", "c", Line("a")));
        Assert.Equal(CartState.Ordered, journal.Cart("c").State);
    }

    [Fact]
    public void A_late_update_of_an_order_takes_nothing_newer_back()
    {
        var journal = new Journal();
        Tell(journal, 3, 3, Ordered("o", "", Line("a")));
        Tell(journal, 5, 5, new() { OrderUpdated = new() { OrderId = "o", Total = Gbp(7), Lines = { Line("b") } } });
        Tell(journal, 6, 4, new() { OrderUpdated = new() { OrderId = "o", Total = Gbp(6), Lines = { Line("d") } } });
        Assert.Equal(Gbp(7), journal.Order("o").Total);
        Assert.Equal([Line("b")], journal.Order("o").Lines);
    }

    [Fact]
    public void Saying_the_same_again_has_no_effect_and_is_no_activity()
    {
        var journal = new Journal();
        Assert.Equal(FoldMarks.None, Tell(journal, 1, 1, Stated("c", Line("a", 2, Gbp(3)), Line("b"))));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 2, 2, Stated("c", Line("a", 2, Gbp(3)), Line("b"))));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 3, 3, Stated("c", Line("b"), Line("a", 2, Gbp(3)))));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 4, 4, new() { ProductRemoved = new() { CartId = "c", Product = Line("never") } }));
        Assert.Equal(TimeOf(1), journal.Cart("c").ActivityTime);
        Assert.Equal(FoldMarks.None, Tell(journal, 5, 5, new() { CartViewed = new() { CartId = "c" } }));

        Assert.Equal(FoldMarks.None, Tell(journal, 6, 6, Stated("c", Line("a", 2, Gbp(4)), Line("b"))));
        Assert.Equal(FoldMarks.None, Tell(journal, 7, 7, new() { CheckoutStarted = new() { CartId = "c" } }));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 8, 8, Stated("c", Line("a", 2, Gbp(4)), Line("b"))));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 9, 9, new() { CheckoutStarted = new() { CartId = "c" } }));
        Assert.Equal(FoldMarks.None, Tell(journal, 10, 10, Stated("c")));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 11, 11, Stated("c")));
        Assert.Equal(TimeOf(10), journal.Cart("c").ActivityTime);
    }

    [Fact]
    public void An_order_elsewhere_closes_its_cart_and_is_no_order_of_this_shopper()
    {
        var journal = new Journal().Add("c", Line("a")).Add("d", Line("a"));
        Elsewhere(journal, 3, new() { OrderId = "o", CartId = "c", Lines = { Line("a") }, Total = Gbp(1) });
        Assert.Equal((CartState.Ordered, "o"), (journal.Cart("c").State, journal.Cart("c").OrderId));
        Assert.Equal(CartState.Active, journal.Cart("d").State);
        Assert.Empty(journal.Profile.Orders);
        Assert.Null(journal.Profile.OrderSummary);
    }

    [Fact]
    public void An_order_without_a_cart_takes_what_it_bought_out_of_open_carts()
    {
        var journal = new Journal().Add("c", Line("a", 2)).Add("d", Line("a", 2)).Add("d", Line("b"));
        Elsewhere(journal, 4, new() { OrderId = "o", Lines = { Line("a", 2) }, Total = Gbp(1) });
        Assert.Equal((CartState.Ordered, "o"), (journal.Cart("c").State, journal.Cart("c").OrderId));
        Assert.Equal([Line("a", 2)], journal.Cart("c").Lines);
        Assert.Equal(CartState.Active, journal.Cart("d").State);
        Assert.Equal([Line("b")], journal.Cart("d").Lines);

        // Also of one that becomes known late.
        Tell(journal, 5, 1, Added("late", Line("a")));
        Assert.Equal(CartState.Ordered, journal.Cart("late").State);
        journal.Order("own", "", Gbp(1), Line("b"));
        Assert.Equal((CartState.Ordered, "own"), (journal.Cart("d").State, journal.Cart("d").OrderId));
    }

    [Fact]
    public void Of_what_an_earlier_build_stored_nothing_older_comes_back_and_what_is_newer_goes_on()
    {
        var journal = new Journal().Add("c", Line("a")).Add("sold", Line("a")).Order("o", "sold", Gbp(1), Line("a"));
        journal.State.CartHistories.Clear();
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 4, 1, Added("c", Line("b"))));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 5, 3, Added("sold", Line("b"))));
        Assert.Equal(FoldMarks.None, Tell(journal, 6, 6, Added("c", Line("b"))));
        Assert.Equal([Line("a"), Line("b")], journal.Cart("c").Lines);
        Assert.Equal(CartState.Ordered, journal.Cart("sold").State);
    }

    [Fact]
    public void A_history_stays_within_its_bounds_and_what_is_older_is_ignored()
    {
        var journal = new Journal();
        for (var number = 1; number <= 100; number++)
            journal.Add("c", Line($"p{number}"));
        Assert.Equal(32, journal.State.CartHistories.Single().Operations.Count);
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 101, 60, Added("c", Line("late"))));
        Assert.Equal(FoldMarks.None, Tell(journal, 102, 90, Added("c", Line("late"))));
        Assert.Equal(101, journal.Cart("c").Lines.Count);

        var text = new string('x', 2_000);
        for (var cart = 0; cart < 40; cart++)
        {
            for (var number = 0; number < 5; number++)
                journal.Add($"c{cart}", Line($"p{number}", title: text));
        }
        Assert.InRange(journal.State.CartHistories.Sum(history => history.CalculateSize()), 1, 70 * 1024);
        // A day later only the latest operation of the cart that changes.
        Tell(journal, 3_000, 3_000, Added("c0", Line("new")));
        Assert.Single(journal.State.CartHistories[^1].Operations);
    }

    [Fact]
    public void A_cart_that_becomes_known_as_sold_is_nothing_new()
    {
        var journal = new Journal();
        Tell(journal, 100, 90, Ordered("o", "c", Line("a")));
        Assert.Equal(FoldMarks.NoEffect, Tell(journal, 101, 40, Stated("c", Line("a"))));
        Assert.Equal(CartState.Ordered, journal.Cart("c").State);
    }

    static void Elsewhere(Journal journal, int number, OrderCompleted order)
    {
        var logged = Logged(number, new());
        logged.Control = new() { OrderElsewhere = new() { Order = order, ShopperId = "another", OccurTime = TimeOf(number) } };
        journal.Events.Add(logged);
        ProfileFold.Apply(journal.State, logged);
    }

    static FoldMarks Tell(Journal journal, int number, int occurred, Event action)
    {
        action.OccurTime = TimeOf(occurred);
        var logged = Logged(number, action);
        journal.Events.Add(logged);
        return ProfileFold.Apply(journal.State, logged);
    }

    static Event Added(string cartId, LineItem line) => new() { ProductAdded = new() { CartId = cartId, Product = line } };

    static Event Stated(string cartId, params LineItem[] lines) => new() { CartUpdated = new() { CartId = cartId, Lines = { lines } } };

    static Event Ordered(string orderId, string cartId, params LineItem[] lines) =>
        new() { OrderCompleted = new() { OrderId = orderId, CartId = cartId, Total = Gbp(1), Lines = { lines } } };
}
