using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Ordering
{
    [Fact]
    public void An_order_closes_the_cart_it_names_and_no_other()
    {
        var journal = new Journal()
            .Add("c", Line("a", 2, Gbp(5))).Add("other", Line("b")).Checkout("c")
            .Order("o", "c", Gbp(12), Line("a", 2, Gbp(5)));
        Assert.Equal(
            new Cart
            {
                CartId = "c",
                State = CartState.Ordered,
                OrderId = "o",
                Lines = { Line("a", 2, Gbp(5)) },
                Subtotal = Gbp(10),
                CreateTime = TimeOf(1),
                ActivityTime = TimeOf(3),
            },
            journal.Cart("c"));
        Assert.Equal(CartState.Active, journal.Cart("other").State);
        Assert.Equal(
            new Order
            {
                OrderId = "o",
                CartId = "c",
                State = OrderState.Completed,
                Total = Gbp(12),
                Lines = { Line("a", 2, Gbp(5)) },
                CompleteTime = TimeOf(4),
            },
            journal.Order("o"));
    }

    [Fact]
    public void An_order_for_a_cart_never_seen_or_without_one_is_an_order()
    {
        var journal = new Journal().Order("o1", "unseen", Gbp(1), Line("a")).Order("o2", "", Gbp(2), Line("a"));
        Assert.Empty(journal.Profile.Carts);
        Assert.Equal(["o2", "o1"], journal.Profile.Orders.Select(order => order.OrderId));
        Assert.Equal(2, journal.Profile.OrderSummary.OrderCount);
    }

    [Fact]
    public void Activity_after_the_order_begins_a_new_basket_under_the_same_id()
    {
        var journal = new Journal()
            .Add("c", Line("a", 1, Gbp(1))).Log(new() { CouponApplied = new() { CartId = "c", Coupon = "TEN" } })
            .Order("o", "c", Gbp(1), Line("a"))
            .Add("c", Line("b", 1, Gbp(2)));
        Assert.Equal(
            new Cart
            {
                CartId = "c",
                State = CartState.Active,
                Lines = { Line("b", 1, Gbp(2)) },
                Subtotal = Gbp(2),
                CreateTime = TimeOf(4),
                ActivityTime = TimeOf(4),
            },
            journal.Cart("c"));
    }

    [Fact]
    public void Clearing_the_cart_after_or_before_the_order_leaves_the_basket_that_was_sold()
    {
        var after = new Journal().Add("c", Line("a")).Order("o", "c", Gbp(1), Line("a")).Replace("c").Remove("c", Line("a")).Checkout("c");
        var before = new Journal().Add("c", Line("a")).Replace("c").Order("o", "c", Gbp(1), Line("a"));
        foreach (var cart in new[] { after.Cart("c"), before.Cart("c") })
        {
            Assert.Equal(CartState.Ordered, cart.State);
            Assert.Equal([Line("a")], cart.Lines);
        }
        Assert.Equal(TimeOf(1), after.Cart("c").ActivityTime);
    }

    [Fact]
    public void A_repeated_order_counts_once_and_does_not_close_the_basket_begun_since()
    {
        var journal = new Journal()
            .Add("c", Line("a")).Order("o", "c", Gbp(10), Line("a")).Add("c", Line("b"))
            .Order("o", "c", Gbp(10), Line("a"));
        Assert.Equal(CartState.Active, journal.Cart("c").State);
        Assert.Equal(1, journal.Profile.OrderSummary.OrderCount);
        Assert.Equal([Gbp(10)], journal.Profile.OrderSummary.NetTotals);
        Assert.Equal(TimeOf(2), journal.Order("o").CompleteTime);
    }

    [Fact]
    public void A_second_sender_may_name_the_cart_that_the_first_did_not()
    {
        var journal = new Journal().Add("c", Line("a")).Order("o", "", Gbp(10), Line("a")).Order("o", "c", Gbp(10), Line("a"));
        Assert.Equal(CartState.Ordered, journal.Cart("c").State);
        Assert.Equal("c", journal.Order("o").CartId);

        var late = new Journal().Add("c", Line("a")).Order("o", "", Gbp(10), Line("a")).Add("c", Line("b")).Order("o", "c", Gbp(10), Line("a"));
        Assert.Equal(CartState.Active, late.Cart("c").State);
    }

    [Fact]
    public void Fifty_orders_are_listed_and_all_are_summed()
    {
        var journal = new Journal();
        for (var number = 1; number <= 60; number++)
            journal.Order($"o{number}", "", Gbp(1, 10_000_000), Line("a"));
        Assert.Equal(Enumerable.Range(11, 50).Select(number => $"o{number}").Reverse(), journal.Profile.Orders.Select(order => order.OrderId));
        journal.Log(new() { OrderRefunded = new() { OrderId = "o1" } });
        Assert.Equal(
            new OrderSummary
            {
                OrderCount = 59,
                NetTotals = { Gbp(59, 590_000_000) },
                FirstOrderTime = TimeOf(2),
                LastOrderTime = TimeOf(60),
                AverageGapDays = 1 / 1440d,
                P90GapDays = 1 / 1440d,
            },
            journal.Profile.OrderSummary);
    }

    [Fact]
    public void Five_hundred_orders_are_open_to_late_news_and_the_sums_hold_beyond()
    {
        var journal = new Journal();
        for (var number = 1; number <= 510; number++)
            journal.Order($"o{number}", "", Gbp(2), Line("a"));
        journal.Log(new() { OrderCancelled = new() { OrderId = "o510" } });
        Assert.Equal(500, journal.State.Orders.Count);
        Assert.Equal(
            new OrderSummary
            {
                OrderCount = 509, NetTotals = { Gbp(1018) }, FirstOrderTime = TimeOf(1), LastOrderTime = TimeOf(509),
                AverageGapDays = 1 / 1440d, P90GapDays = 1 / 1440d,
            },
            journal.Profile.OrderSummary);
    }
}
