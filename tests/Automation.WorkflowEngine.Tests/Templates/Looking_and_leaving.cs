using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow browse, edge by edge.</summary>
public sealed class Looking_and_leaving
{
    [Fact]
    public void Is_reminded_of_two_hours_after_the_visit_and_a_day_after_it() =>
        Assert.Equal(["b1 2.6 mug", "b2 24.6 mug"], Tale().At(0, Seen("mug")).At(0.1, Seen("mug")).Messages);

    [Fact]
    public void Once_at_one_product_is_no_interest() => Assert.Empty(Tale().At(0, Seen("mug")).Run().Runs);

    [Fact]
    public void At_two_products_in_a_visit_is() =>
        Assert.Equal("b1 2.7 pot+mug", Tale().At(0, Seen("mug")).At(0.2, Seen("pot")).Messages[0]);

    [Fact]
    public void The_visit_goes_on_while_something_is_looked_at() =>
        Assert.Equal("b1 3.3 mug+pot", Tale().At(0, Seen("mug")).At(0.1, Seen("mug")).At(0.5, Seen("mug")).At(0.8, Seen("pot")).Messages[0]);

    [Fact]
    public void What_was_put_into_a_cart_is_left_to_its_flow() =>
        Assert.Equal(["browse Exited EXIT_EVENT"], Tale().At(0, Seen("mug"), Seen("mug")).At(1, A.Added("k", "mug")).Ends);

    [Fact]
    public void With_an_open_cart_begins_nothing() =>
        Assert.Empty(Tale().At(0, A.Added("k", "pot")).At(1, Seen("mug"), Seen("mug")).Run().Runs);

    [Fact]
    public void Soon_after_an_order_begins_nothing()
    {
        FlowTale After(double days) => Tale().At(0, A.Order("o")).At(days * 24, Seen("pot"), Seen("pot"));
        Assert.Empty(After(9.9).Run().Runs);
        Assert.NotEmpty(After(10.1).Messages);
    }

    [Fact]
    public void What_was_bought_lately_is_not_shown_again()
    {
        var tale = Tale().At(0, A.Order("o")).At(20 * 24, Seen("mug"), Seen("pot"), Seen("mug"));
        Assert.Equal("b1 482.5 pot", tale.Messages[0]);
        Assert.Equal(["browse Exited PRODUCTS_BOUGHT"], Tale().At(0, A.Order("o")).At(20 * 24, Seen("mug"), Seen("mug")).Ends);
    }

    [Fact]
    public void Of_forty_products_the_three_seen_most_are_shown()
    {
        var tale = Tale().At(0, [.. Enumerable.Range(1, 40).Select(number => Seen($"p{number}")), Seen("p7"), Seen("p7"), Seen("p9")]);
        Assert.Equal("b1 2.5 p7+p9+p40", tale.Messages[0]);
        Assert.Equal(37, tale.Run().Runs[0].Messages[0].Content.Products.MoreCount);
    }

    [Fact]
    public void Who_comes_back_gets_no_second_message() =>
        Assert.Equal(["b1 2.5 mug"], Tale().At(0, Seen("mug"), Seen("mug")).At(10, Seen("pot")).Messages);

    [Fact]
    public void Is_left_alone_for_two_weeks()
    {
        var tale = Tale().At(0, Seen("mug"), Seen("mug")).At(13 * 24, Seen("mug")).At(14.1 * 24, Seen("mug"));
        Assert.Equal(["b1 2.5 mug", "b2 24.5 mug", "b1 340.9 mug", "b2 362.9 mug"], tale.Messages);
        Assert.Contains(tale.Refusals, refusal => refusal.Reason == RefusalReason.Reentry);
    }

    [Fact]
    public void Without_consent_begins_nothing() =>
        Assert.Empty(new FlowTale("browse").At(0, Declined).At(0, Seen("mug"), Seen("mug")).Run().Runs);

    static FlowTale Tale() => new FlowTale("browse").At(0, Agreed);

    static Event Seen(string productId) => new() { ProductViewed = new ProductViewed { Product = A.Line(productId) } };
}
