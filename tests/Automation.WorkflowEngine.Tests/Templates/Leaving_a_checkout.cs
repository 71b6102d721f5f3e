using Google.Protobuf.WellKnownTypes;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow checkout, edge by edge.</summary>
public sealed class Leaving_a_checkout
{
    [Fact]
    public void Is_reminded_of_after_1_20_and_48_hours() =>
        Assert.Equal(["k1 1 mug", "k2 20 mug", "k3 48 mug"], Tale().Messages);

    [Fact]
    public void Counts_from_the_last_progress() =>
        Assert.Equal("k1 1.5 mug+pot", Tale().At(0.5, A.Added("k", "pot")).Messages[0]);

    [Fact]
    public void Begun_twice_and_ordered_once_is_ordered() =>
        Assert.Empty(Tale().At(0.2, A.Checkout("k")).At(0.5, A.Order("o", "k")).Messages);

    [Fact]
    public void Ordered_between_two_messages_ends() =>
        Assert.Equal(["k1 1 mug"], Tale().At(19.9, A.Order("o", "k")).Messages);

    [Fact]
    public void Emptied_ends() => Assert.Empty(Tale().At(0.5, A.Removed("k", "mug")).Messages);

    [Fact]
    public void Emptied_and_filled_anew_is_a_cart_again_and_never_both()
    {
        var tale = Tale("cart", "checkout").At(0.2, A.Removed("k", "mug")).At(0.4, A.Added("k", "pot"));
        Assert.Equal(["c1 1.4 pot", "c2 24.4 pot", "c3 72.4 pot"], tale.Messages);
    }

    [Fact]
    public void Of_two_the_newest_wins() =>
        Assert.Equal("k1 1.5 bowl", Tale().At(0.5, A.Added("l", "bowl"), A.Checkout("l")).Messages[0]);

    [Fact]
    public void Below_the_threshold_is_left_alone() =>
        Assert.Empty(Tale().With("checkout", "min_value", Value.ForNumber(11)).Messages);

    [Fact]
    public void Told_a_day_and_more_too_late_begins_nothing() =>
        Assert.Empty(new FlowTale("checkout").At(0, Agreed).At(0, A.Added("k")).Late(30, 25, A.Checkout("k")).Messages);

    static FlowTale Tale(params string[] flows) =>
        new FlowTale(flows.Length == 0 ? ["checkout"] : flows).At(0, Agreed).At(0, A.Added("k", "mug"), A.Checkout("k"));
}
