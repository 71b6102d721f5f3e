using Automation.Commerce.V1;
using Automation.Profiles;
using Xunit;
using static Automation.Segmentation.Tests.Profiles.Journal;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>A record about a cart says so when an order that came first happened after it.</summary>
public sealed class Being_from_before_an_order
{
    readonly Journal _journal = new();

    [Fact]
    public void What_changes_another_cart_and_happened_before_an_order_is_from_before_it()
    {
        Tell(10, 9, Ordered("o", "c1"));
        Assert.Equal(FoldMarks.BeforeOrder, Tell(11, 3, Added("c0")));
        Assert.Equal(FoldMarks.BeforeOrder, Tell(12, 4, new() { CheckoutStarted = new() { CartId = "c0" } }));
        Assert.Equal(FoldMarks.BeforeOrder, Tell(13, 5, new() { CartUpdated = new() { CartId = "c2", Lines = { Line("b") } } }));
        Assert.Equal(FoldMarks.NoEffect, Tell(14, 6, new() { CartUpdated = new() { CartId = "c2", Lines = { Line("b") } } }));
    }

    [Fact]
    public void So_is_what_happened_before_an_order_elsewhere()
    {
        Elsewhere(10, 9);
        Assert.Equal(FoldMarks.BeforeOrder, Tell(11, 8, Added("c0")));
        Assert.Equal(FoldMarks.None, Tell(12, 10, Added("c0")));
    }

    [Fact]
    public void Of_one_instant_with_the_order_or_after_it_nothing_is()
    {
        Tell(10, 9, Ordered("o", "c1"));
        Assert.Equal(FoldMarks.None, Tell(11, 9, Added("c0")));
        Assert.Equal(FoldMarks.None, Tell(12, 10, Added("c0")));
        Assert.Equal(FoldMarks.None, Tell(13, 13, Added("c1")));
    }

    [Fact]
    public void The_latest_order_by_event_time_counts_whichever_came_last()
    {
        Assert.Equal(FoldMarks.None, Tell(8, 1, Added("c0")));
        Tell(10, 9, Ordered("o9", "c1"));
        Tell(11, 5, Ordered("o5", "c2"));
        Elsewhere(12, 4);
        Assert.Equal(FoldMarks.BeforeOrder, Tell(13, 7, Added("c0")));
        Assert.Equal(FoldMarks.None, Tell(14, 10, Added("c0")));
    }

    [Fact]
    public void An_order_dated_ahead_counts_as_of_when_it_was_logged()
    {
        Tell(10, 20, Ordered("o", "c1"));
        Assert.Equal(FoldMarks.None, Tell(11, 10, Added("c0")));
        Assert.Equal(FoldMarks.BeforeOrder, Tell(12, 9, Added("c0")));
    }

    [Fact]
    public void What_is_about_no_cart_is_neither()
    {
        Tell(10, 9, Ordered("o", "c1"));
        Assert.Equal(FoldMarks.None, Tell(11, 3, new() { CartViewed = new() { CartId = "c0" } }));
        Assert.Equal(FoldMarks.None, Tell(12, 3, Ordered("earlier", "c0")));
    }

    void Elsewhere(int number, int occurred)
    {
        var logged = Logged(number, new());
        var order = new OrderCompleted { OrderId = $"elsewhere-{occurred}", CartId = "c9", Lines = { Line("z") }, Total = Gbp(1) };
        logged.Control = new() { OrderElsewhere = new() { Order = order, ShopperId = "another", OccurTime = TimeOf(occurred) } };
        ProfileFold.Apply(_journal.State, logged);
    }

    FoldMarks Tell(int number, int occurred, Event action)
    {
        action.OccurTime = TimeOf(occurred);
        return ProfileFold.Apply(_journal.State, Logged(number, action));
    }

    static Event Added(string cartId) => new() { ProductAdded = new() { CartId = cartId, Product = Line("a") } };

    static Event Ordered(string orderId, string cartId) =>
        new() { OrderCompleted = new() { OrderId = orderId, CartId = cartId, Total = Gbp(1), Lines = { Line("z") } } };
}
