using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>Senders that give many orders one id, or write something where they know none.</summary>
public sealed class Ordering_under_one_id
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_cart_that_is_named_is_closed_as_of_its_own_report_and_the_sum_counts_once(bool isElsewhere)
    {
        var journal = new Journal().Add("c", Line("a")).Add("d", Line("b")).Add("e", Line("a"));
        Tell(journal, 4, 4, Ordered("o", "c", Gbp(10), Line("a")), isElsewhere);
        Tell(journal, 5, 5, Added("d", Line("x")));
        Tell(journal, 6, 6, Ordered("o", "d", Gbp(10), Line("b"), Line("x")), isElsewhere);
        Tell(journal, 7, 7, Ordered("o", "e", Gbp(10), Line("a")), isElsewhere);
        Assert.All(journal.Profile.Carts, cart => Assert.Equal((CartState.Ordered, "o"), (cart.State, cart.OrderId)));
        if (!isElsewhere)
        {
            Assert.Equal([Gbp(10)], journal.Profile.OrderSummary.NetTotals);
            Assert.Equal("c", journal.Profile.Orders.Single().CartId);
        }

        // Reported again they end nothing that was begun since.
        var number = 8;
        foreach (var cart in journal.Profile.Carts.Select(cart => cart.CartId).ToList())
        {
            Tell(journal, number, number++, Added(cart, Line("a")));
            Tell(journal, number, number++, Ordered("o", cart, Gbp(10), Line("a")), isElsewhere);
        }
        Assert.All(journal.Profile.Carts, cart => Assert.Equal((CartState.Active, "a"), (cart.State, cart.Lines.Single().ProductId)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reported_again_when_the_carts_know_nothing_of_it_any_more_they_take_nothing(bool isElsewhere)
    {
        var journal = new Journal();
        Tell(journal, 1, 1, Ordered("o", "c", Gbp(10), Line("a")), isElsewhere);
        Tell(journal, 2, 2, Ordered("o", "d", Gbp(10), Line("p1")), isElsewhere);
        for (var number = 1; number <= 50; number++)
            Tell(journal, 2 + number, 2 + number, Added("d", Line($"p{number}")));
        Tell(journal, 60, 2, Ordered("o", "d", Gbp(10), Line("p1")), isElsewhere);
        Tell(journal, 61, 61, Ordered("o", "d", Gbp(10), Line("p1")), isElsewhere);
        Assert.Equal((CartState.Active, 50), (journal.Cart("d").State, journal.Cart("d").Lines.Count));
    }

    [Fact]
    public void One_that_named_no_cart_is_not_the_one_that_bought_something_else_from_a_cart()
    {
        var journal = new Journal().Add("c", Line("a"));
        Tell(journal, 2, 2, Ordered("o", "", Gbp(10), Line("a")));
        Tell(journal, 3, 3, Added("d", Line("b")));
        Tell(journal, 4, 4, Ordered("o", "d", Gbp(10), Line("b")));
        Assert.All(journal.Profile.Carts, cart => Assert.Equal((CartState.Ordered, "o"), (cart.State, cart.OrderId)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("undefined")]
    [InlineData("NULL")]
    [InlineData(" [object Object] ")]
    [InlineData("{{ order.id }}")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    public void A_placeholder_is_no_id_and_each_event_an_order_by_itself(string orderId)
    {
        var journal = new Journal().Add("c", Line("a")).Add("d", Line("b")).Add("e", Line("x"));
        Tell(journal, 4, 4, Ordered(orderId, "c", Gbp(10), Line("a")));
        Tell(journal, 5, 5, Ordered(orderId, "d", Gbp(20), Line("b")));
        // Without a cart, too; and the same cart's next basket.
        Tell(journal, 6, 6, Ordered(orderId, "", Gbp(3), Line("x")));
        Tell(journal, 7, 7, Added("c", Line("y")));
        Tell(journal, 8, 8, Ordered(orderId, "c", Gbp(4), Line("y")));
        Assert.All(journal.Profile.Carts, cart => Assert.Equal(CartState.Ordered, cart.State));
        Assert.Equal((4, Gbp(37)), (journal.Profile.OrderSummary.OrderCount, journal.Profile.OrderSummary.NetTotals.Single()));
        Assert.Equal(["event e8", "event e6", "event e5", "event e4"], journal.Profile.Orders.Select(order => order.OrderId));

        // Other news of it is about none of them.
        journal.Log(new() { OrderCancelled = new() { OrderId = orderId } }).Log(new() { OrderRefunded = new() { OrderId = orderId } })
            .Log(new() { OrderFulfilled = new() { OrderId = orderId } }).Log(new() { OrderUpdated = new() { OrderId = orderId, Total = Gbp(1) } });
        Assert.All(journal.Profile.Orders, order => Assert.Equal(OrderState.Completed, order.State));
        Assert.Equal(4, journal.State.Orders.Count);
        Assert.Equal([Gbp(37)], journal.Profile.OrderSummary.NetTotals);
    }

    [Fact]
    public void Of_somebody_else_it_closes_its_cart_as_of_its_instant_however_often_it_is_told()
    {
        var journal = new Journal().Add("c", Line("a")).Add("d", Line("b"));
        Tell(journal, 3, 3, Ordered("0", "c", Gbp(10), Line("a")), isElsewhere: true);
        Tell(journal, 4, 4, Ordered("0", "d", Gbp(10), Line("b")), isElsewhere: true);
        Assert.All(journal.Profile.Carts, cart => Assert.Equal(CartState.Ordered, cart.State));
        Tell(journal, 5, 5, Added("c", Line("a")));
        Tell(journal, 6, 3, Ordered("0", "c", Gbp(10), Line("a")), isElsewhere: true);
        Assert.Equal(CartState.Active, journal.Cart("c").State);
        Tell(journal, 7, 7, Ordered("0", "c", Gbp(10), Line("a")), isElsewhere: true);
        Assert.Equal(CartState.Ordered, journal.Cart("c").State);
        Assert.Null(journal.Profile.OrderSummary);
    }

    /// <summary>An earlier build kept the ids alone.</summary>
    [Fact]
    public void What_an_earlier_build_noted_of_an_order_elsewhere_is_still_known()
    {
        var journal = new Journal();
        journal.State.OrdersElsewhere.Add("o");
        for (var number = 1; number <= 50; number++)
            Tell(journal, number, number, Added("c", Line($"p{number}")));
        Tell(journal, 60, 2, Ordered("o", "c", Gbp(10), Line("p1")), isElsewhere: true);
        Assert.Equal(50, journal.Cart("c").Lines.Count);
    }

    static void Tell(Journal journal, int number, int occurred, Event action, bool isElsewhere = false)
    {
        action.EventId = $"e{number}";
        var logged = Logged(number, action);
        if (isElsewhere)
            logged.Control = new() { OrderElsewhere = new() { Order = action.OrderCompleted, ShopperId = "another", OccurTime = TimeOf(occurred) } };
        else
            logged.Event.OccurTime = TimeOf(occurred);
        journal.Events.Add(logged);
        ProfileFold.Apply(journal.State, logged);
    }

    static Event Added(string cartId, LineItem line) => new() { ProductAdded = new() { CartId = cartId, Product = line } };

    static Event Ordered(string orderId, string cartId, Money total, params LineItem[] lines) =>
        new() { OrderCompleted = new() { OrderId = orderId, CartId = cartId, Total = total, Lines = { lines } } };
}
