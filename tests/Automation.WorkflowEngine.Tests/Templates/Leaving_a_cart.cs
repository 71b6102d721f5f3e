using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow cart, edge by edge.</summary>
public sealed class Leaving_a_cart
{
    [Fact]
    public void Is_reminded_of_after_an_hour_a_day_and_three_days() =>
        Assert.Equal(["c1 1 mug", "c2 24 mug", "c3 72 mug"], Tale().At(0, A.Added("k", "mug")).Messages);

    [Fact]
    public void Counts_from_the_last_change() =>
        Assert.Equal("c1 1.5 mug+pot", Tale().At(0, A.Added("k", "mug")).At(0.5, A.Added("k", "pot")).Messages[0]);

    [Fact]
    public void Ends_with_the_order_a_second_before_the_message() =>
        Assert.Equal(["cart Exited EXIT_EVENT"], Bought(Tale().At(0, A.Added("k")).At(1 - (1 / 3600d), A.Order("o", "k"))).Ends);

    [Fact]
    public void Ends_with_an_order_that_names_no_cart() =>
        Assert.Empty(Bought(Tale().At(0, A.Added("k")).At(0.9, A.Order("o"))).Messages);

    [Fact]
    public void Ends_with_an_order_that_is_told_late_and_out_of_order() =>
        Assert.Equal(["c1 1 mug"], Tale().At(0, A.Added("k", "mug")).Late(5, 4.5, A.Order("o", "k")).Messages);

    [Fact]
    public void Of_two_the_newest_wins()
    {
        var tale = Tale().At(0, A.Added("k", "mug")).At(0.5, A.Added("l", "pot"));
        Assert.Equal(["c1 1.5 pot", "c2 24.5 pot", "c3 72.5 pot"], tale.Messages);
        Assert.Equal(["cart Exited SUPERSEDED", "cart Completed"], tale.Ends);
    }

    [Fact]
    public void Is_taken_up_twice_a_week_at_most()
    {
        var tale = Tale().At(0, A.Added("k", "mug")).At(80, A.Added("l", "pot")).At(160, A.Added("m", "bowl"));
        Assert.Equal(["c1 1 mug", "c2 24 mug", "c3 72 mug", "c1 81 pot", "c2 104 pot", "c3 152 pot"], tale.Messages);
        Assert.Equal(RefusalReason.Reentry, tale.Refusals[^1].Reason);
    }

    [Fact]
    public void Is_nothing_once_it_is_emptied() =>
        Assert.Empty(Tale().At(0, A.Added("k", "mug")).At(0.5, A.Removed("k", "mug")).Messages);

    [Fact]
    public void Is_shown_as_it_is_by_then()
    {
        var tale = Tale().At(0, A.Added("k", "mug"), A.Added("k", "pot", price: 9)).At(20, A.Removed("k", "mug")).At(21, A.Updated("k", A.Line("pot", 1, 7)));
        Assert.Equal(["c1 1 mug+pot", "c2 24 pot", "c3 72 pot"], tale.Messages);
        var line = Assert.Single(tale.Run().Runs[0].Messages[1].Content.Cart.Lines);
        Assert.Equal(7, line.UnitPrice.Units);
    }

    [Fact]
    public void Below_the_threshold_is_left_alone()
    {
        FlowTale Worth(long price) => Tale().With("cart", "min_value", Value.ForNumber(50)).At(0, A.Added("k", price: price));
        Assert.Empty(Worth(49).Messages);
        Assert.Equal(3, Worth(50).Messages.Count);
    }

    [Fact]
    public void Without_prices_is_reminded_of_all_the_same()
    {
        var added = A.Added("k");
        added.ProductAdded.Product.UnitPrice = null;
        Assert.Equal(3, Tale().At(0, added).Messages.Count);
    }

    [Fact]
    public void Told_twice_is_told_once() =>
        Assert.Equal("c1 1 mug", Tale().At(0, A.Updated("k", A.Line("mug"))).At(0.5, A.Updated("k", A.Line("mug"))).Messages[0]);

    [Fact]
    public void Of_an_import_begins_nothing() => Assert.Empty(Tale().Imported(1, 2, A.Added("k")).Messages);

    [Fact]
    public void Ends_where_the_shopper_opts_out() =>
        Assert.Equal(["c1 1 mug"], Tale().At(0, A.Added("k", "mug")).At(2, Declined).Messages);

    [Fact]
    public void Soon_after_an_order_is_left_alone()
    {
        FlowTale After(double hours) => Tale().At(0, A.Order("o")).At(hours, A.Added("k", "mug"));
        Assert.Equal(["cart Exited GUARD_FALSE"], After(46).Ends);
        Assert.Equal("c1 48.5 mug", After(47.5).Messages[0]);
    }

    [Fact]
    public void Goes_over_to_the_checkout_and_never_to_both()
    {
        var tale = new FlowTale("cart", "checkout").At(0, Agreed).At(0, A.Added("k", "mug")).At(0.5, A.Checkout("k")).At(0.6, A.Added("k", "pot"));
        Assert.Equal(["k1 1.6 mug+pot", "k2 20.6 mug+pot", "k3 48.6 mug+pot"], tale.Messages);
        Assert.Equal(["cart Exited EXIT_EVENT", "checkout Completed"], tale.Ends);
    }

    [Fact]
    public void Of_somebody_on_the_list_of_exclusions_is_left_alone() =>
        Assert.Empty(Tale().Segment("staff", "profile.email.endsWith(\"@example.com\")").At(0, A.Added("k")).Messages);

    static FlowTale Tale() => new FlowTale("cart").At(0, Agreed);

    static FlowTale Bought(FlowTale tale)
    {
        Assert.Empty(tale.Messages);
        return tale;
    }
}
