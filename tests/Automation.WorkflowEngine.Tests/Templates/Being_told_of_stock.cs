using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow back-in-stock, edge by edge.</summary>
public sealed class Being_told_of_stock
{
    [Fact]
    public void Is_told_at_once_and_once_more_a_day_later() => Assert.Equal(["r1 1 mug", "r2 25 mug"], Tale().At(1, Back("w", "mug")).Messages);

    [Fact]
    public void Who_asked_needs_no_consent() =>
        Assert.Equal(["r1 1 mug", "r2 25 mug"], new FlowTale("back-in-stock").At(0, Declined).At(1, Back("w", "mug")).Messages);

    [Fact]
    public void Who_only_wished_needs_it()
    {
        Assert.Empty(new FlowTale("back-in-stock").At(0, Declined).At(1, Back("w", "mug", requested: false)).Messages);
        Assert.Equal(["i1 1 mug"], Tale().At(1, Back("w", "mug", requested: false)).Messages);
    }

    [Fact]
    public void A_wave_is_told_once_however_often_it_comes() =>
        Assert.Equal(["r1 1 mug", "r2 25 mug"], Tale().At(1, Back("w", "mug")).At(2, Back("w", "mug")).At(50, Back("w", "mug")).Messages);

    [Fact]
    public void The_next_wave_is_told_again() =>
        Assert.Equal(["r1 1 mug", "r2 25 mug", "r1 100 mug", "r2 124 mug"], Tale().At(1, Back("w", "mug")).At(100, Back("v", "mug")).Messages);

    [Fact]
    public void Who_has_bought_is_not_reminded() => Assert.Equal(["r1 1 mug"], Tale().At(1, Back("w", "mug")).At(5, A.Order("o")).Messages);

    [Fact]
    public void Who_has_bought_long_before_the_reminder_is_not_reminded_of_that() =>
        Assert.Equal(["back-in-stock-asked Exited PRODUCTS_BOUGHT"],
            Tale().With("back-in-stock", "reminder_wait", Value.ForString("5d")).At(1, Back("w", "mug")).At(5, A.Order("o")).Ends);

    [Fact]
    public void Of_several_the_ones_bought_are_left_out() =>
        Assert.Equal("r2 121 pot",
            Tale().With("back-in-stock", "reminder_wait", Value.ForString("5d")).At(1, Back("w", "mug", "pot")).At(5, A.Order("o")).Messages[1]);

    [Fact]
    public void Who_withdraws_is_not_reminded() =>
        Assert.Equal(["r1 1 mug"], Tale().At(1, Back("w", "mug")).At(5, new Event { StockNoticeWithdrawn = new StockNoticeWithdrawn { ProductId = "mug" } }).Messages);

    [Fact]
    public void The_reminder_can_be_switched_off() =>
        Assert.Equal(["r1 1 mug"], Tale().With("back-in-stock", "reminder", Value.ForBool(false)).At(1, Back("w", "mug")).Messages);

    static FlowTale Tale() => new FlowTale("back-in-stock").At(0, Agreed);

    static Event Back(string wave, params string[] products) => Back(wave, requested: true, products);

    static Event Back(string wave, string product, bool requested) => Back(wave, requested, [product]);

    static Event Back(string wave, bool requested, string[] products) => new()
    {
        BackInStock = new BackInStock { WaveId = wave, Requested = requested, Products = { products.Select(product => A.Line(product)) } },
    };
}
