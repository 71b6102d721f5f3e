using Automation.Commerce.V1;
using Automation.WorkflowEngine.Runs;
using Google.Protobuf.WellKnownTypes;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow after-purchase, edge by edge.</summary>
public sealed class Having_bought
{
    const double Week = 168;

    [Fact]
    public void The_first_order_is_thanked_for_and_what_goes_with_it_shown() => Assert.Equal(["p1 168 mug", "p3 504 mug"], Tale().At(0, A.Order("o")).Messages);

    [Fact]
    public void A_later_order_is_not_thanked_for() =>
        Assert.Equal(["p1 168 mug", "p3 504 mug", "p3 1504 mug"], Tale().At(0, A.Order("o")).At(1_000, A.Order("p")).Messages);

    [Fact]
    public void Of_two_orders_the_newest_gets_what_goes_with_it() =>
        Assert.Equal(["p3 704 mug"], Tale().At(0, A.Order("o")).At(1, A.Order("q")).At(200, A.Order("p")).Messages);

    [Fact]
    public void Called_off_gets_nothing_more()
    {
        var tale = Tale().At(0, A.Order("o")).At(10, Hearing_of_an_order.Cancelled("o"));
        Assert.Empty(tale.Messages);
        Assert.Equal(["after-purchase Completed"], tale.Ends);
        Assert.Equal(A.Start.AddHours(10), Assert.Single(tale.Run().Runs).Run.EndTime);
    }

    [Fact]
    public void Another_order_that_is_called_off_changes_nothing() =>
        Assert.Equal("p3 504 mug", Tale().At(0, A.Order("o")).At(10, A.Order("x")).At(11, Hearing_of_an_order.Cancelled("x")).Messages[^1]);

    [Fact]
    public void Given_back_as_a_whole_gets_nothing_more() =>
        Assert.Equal([$"after-purchase Exited {RunReasons.OrderCancelled}"],
            Tale().At(0, A.Order("o"), A.Order("other")).At(Week + 1, Hearing_of_an_order.Cancelled("other"), Hearing_of_an_order.Refund("o", null)).Ends
                .Where(end => end.Contains("Exited", StringComparison.Ordinal)));

    [Fact]
    public void Given_back_in_part_goes_on() =>
        Assert.Equal(["p1 168 mug", "p3 504 mug"], Tale().At(0, A.Order("o")).At(10, Hearing_of_an_order.Refund("o", 3)).Messages);

    [Fact]
    public void Edited_is_shown_as_it_is_by_then()
    {
        var edited = new Event { OrderUpdated = new OrderUpdated { OrderId = "o", Lines = { A.Line("pot") }, Total = new Money { CurrencyCode = "GBP", Units = 9 } } };
        Assert.Equal(["p1 168 mug", "p3 504 pot"], Tale().At(0, A.Order("o")).At(200, edited).Messages);
    }

    [Fact]
    public void Imported_with_an_old_date_gets_nothing() => Assert.Empty(Tale().Imported(1, 1_000, A.Order("o")).Messages);

    [Fact]
    public void Waits_as_the_shop_chooses()
    {
        var tale = Tale().With("after-purchase", "thanks_after", Value.ForString("2d")).With("after-purchase", "cross_sell_wait", Value.ForString("3d"));
        Assert.Equal(["p1 48 mug", "p3 120 mug"], tale.At(0, A.Order("o")).Messages);
    }

    static FlowTale Tale() => new FlowTale("after-purchase").At(0, Agreed);
}
