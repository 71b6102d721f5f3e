using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

public sealed class Filling_a_cart
{
    [Fact]
    public void Added_lines_of_one_product_and_variant_add_up_at_the_newer_price_and_description()
    {
        var journal = new Journal()
            .Add("c", Line("mug", 2, Gbp(4, 950_000_000), title: "Mug"))
            .Add("c", Line("mug", 1, Gbp(9), "large", "Large mug"))
            .Add("c", Line("mug", 0, Gbp(4, 500_000_000), title: "Mug, sale"))
            .Add("c", Line("mug", 1));
        Assert.Equal(
            new Cart
            {
                CartId = "c",
                State = CartState.Active,
                Lines = { Line("mug", 4, Gbp(4, 500_000_000), title: "Mug, sale"), Line("mug", 1, Gbp(9), "large", "Large mug") },
                Subtotal = Gbp(27),
                CreateTime = TimeOf(1),
                ActivityTime = TimeOf(4),
            },
            journal.Cart("c"));
    }

    [Fact]
    public void Removing_reduces_a_line_and_more_than_there_is_leaves_none()
    {
        var journal = new Journal().Add("c", Line("a", 5)).Add("c", Line("b", 2)).Remove("c", Line("a", 2));
        Assert.Equal([Line("a", 3), Line("b", 2)], journal.Cart("c").Lines);

        journal.Remove("c", Line("a", 99)).Remove("c", Line("never", 1));
        Assert.Equal([Line("b", 2)], journal.Cart("c").Lines);
        Assert.Equal(CartState.Active, journal.Cart("c").State);
        // There was none of the latter to take out.
        Assert.Equal(TimeOf(4), journal.Cart("c").ActivityTime);
    }

    [Fact]
    public void A_cart_of_which_all_was_taken_out_is_emptied_and_goes_on_when_something_is_added()
    {
        var journal = new Journal().Add("c", Line("a", 2, Gbp(1))).Remove("c", Line("a", 2));
        Assert.Equal(CartState.Emptied, journal.Cart("c").State);
        Assert.Empty(journal.Cart("c").Lines);
        Assert.Null(journal.Cart("c").Subtotal);

        journal.Add("c", Line("b"));
        Assert.Equal(CartState.Active, journal.Cart("c").State);
        Assert.Equal(TimeOf(1), journal.Cart("c").CreateTime);
    }

    [Fact]
    public void An_update_replaces_all_lines_and_an_empty_one_empties_the_cart()
    {
        var journal = new Journal().Add("c", Line("a")).Replace("c", Line("b", 2, Gbp(3)), Line("b", 1, Gbp(4)));
        Assert.Equal([Line("b", 2, Gbp(3)), Line("b", 1, Gbp(4))], journal.Cart("c").Lines);
        journal.Replace("c");
        Assert.Equal(CartState.Emptied, journal.Cart("c").State);
    }

    [Fact]
    public void Looking_at_a_cart_is_no_activity()
    {
        var journal = new Journal().Add("c", Line("a")).Log(new() { CartViewed = new() { CartId = "c" } });
        Assert.Equal(TimeOf(1), journal.Cart("c").ActivityTime);
    }

    [Fact]
    public void A_checkout_takes_the_cart_as_known_or_the_lines_given_and_what_is_added_then_stays_in_it()
    {
        var journal = new Journal().Add("c", Line("a")).Checkout("c");
        Assert.Equal(CartState.Checkout, journal.Cart("c").State);
        Assert.Equal([Line("a")], journal.Cart("c").Lines);
        Assert.Equal(TimeOf(2), journal.Cart("c").ActivityTime);

        journal.Checkout("c", Line("b")).Add("c", Line("d"));
        Assert.Equal(CartState.Checkout, journal.Cart("c").State);
        Assert.Equal([Line("b"), Line("d")], journal.Cart("c").Lines);

        journal.Replace("c").Add("c", Line("e"));
        Assert.Equal(CartState.Active, journal.Cart("c").State);
    }

    [Fact]
    public void A_coupon_belongs_to_an_open_cart_and_is_no_activity()
    {
        var journal = new Journal()
            .Log(Coupon("early"))
            .Add("c", Line("a"))
            .Log(Coupon("TEN"));
        Assert.Equal("TEN", journal.Cart("c").Coupon);
        Assert.Equal(TimeOf(2), journal.Cart("c").ActivityTime);

        journal.Order("o", "c", Gbp(1), Line("a")).Log(Coupon("late"));
        Assert.Equal("TEN", journal.Cart("c").Coupon);
    }

    [Fact]
    public void A_subtotal_is_there_only_where_all_prices_have_one_currency()
    {
        var journal = new Journal().Add("c", Line("a", 3, Gbp(0, 333_333_333))).Add("c", Line("b", 1, Gbp(0, 1)));
        Assert.Equal(Gbp(1), journal.Cart("c").Subtotal);
        journal.Add("c", Line("d", 1, Eur(1)));
        Assert.Null(journal.Cart("c").Subtotal);
        journal.Remove("c", Line("d")).Add("c", Line("e"));
        Assert.Null(journal.Cart("c").Subtotal);
    }

    [Fact]
    public void A_quantity_stays_within_what_a_line_can_say()
    {
        var journal = new Journal().Add("c", Line("a", 1_000_000)).Add("c", Line("a", 1_000_000));
        Assert.Equal(1_000_000, journal.Cart("c").Lines[0].Quantity);
    }

    [Fact]
    public void Fifty_open_carts_and_twenty_others_are_kept_latest_activity_first()
    {
        var journal = new Journal();
        for (var number = 1; number <= 60; number++)
            journal.Add($"open{number}", Line("a"));
        for (var number = 1; number <= 25; number++)
            journal.Add($"done{number}", Line("a")).Remove($"done{number}", Line("a"));
        journal.Checkout("open11");

        Assert.Equal("open11", journal.Profile.Carts[0].CartId);
        Assert.Equal(
            Enumerable.Range(12, 49).Select(number => $"open{number}").Reverse(),
            journal.Profile.Carts.Skip(1).Where(cart => cart.State is CartState.Active).Select(cart => cart.CartId));
        Assert.Equal(
            Enumerable.Range(6, 20).Select(number => $"done{number}").Reverse(),
            journal.Profile.Carts.Where(cart => cart.State is CartState.Emptied).Select(cart => cart.CartId));
    }

    [Fact]
    public void A_cart_of_a_thousand_lines_takes_no_further_product_but_still_counts_those_in_it()
    {
        var journal = new Journal();
        for (var number = 0; number <= 1_000; number++)
            journal.Add("c", Line($"p{number}"));
        journal.Add("c", Line("p0"));
        Assert.Equal(1_000, journal.Cart("c").Lines.Count);
        Assert.Equal(2, journal.Cart("c").Lines[0].Quantity);
    }

    [Fact]
    public void What_the_event_carries_is_copied_so_that_later_events_do_not_change_it()
    {
        var journal = new Journal().Add("c", Line("a", 2)).Remove("c", Line("a")).Replace("c", Line("b", 3)).Remove("c", Line("b"));
        Assert.Equal(2, journal.Events[0].Event.ProductAdded.Product.Quantity);
        Assert.Equal(3, journal.Events[2].Event.CartUpdated.Lines[0].Quantity);
    }

    static Event Coupon(string code) => new() { CouponApplied = new() { CartId = "c", Coupon = code } };
}
