using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using static Automation.WorkflowEngine.Tests.Templates.FlowTale;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>The flow order-updates, edge by edge.</summary>
public sealed class Hearing_of_an_order
{
    [Fact]
    public void Needs_no_consent() => Assert.Equal(["o1 1 mug"], Tale().At(1, A.Order("o")).Messages);

    [Fact]
    public void Shipped_says_where_its_way_can_be_followed()
    {
        var tale = Tale().At(1, A.Order("o")).At(20, Shipped("o", "https://parcels.example/1"));
        Assert.Equal(["o1 1 mug", "o2 20 mug"], tale.Messages);
        Assert.Equal("https://parcels.example/1", Content(tale, "o2").Shipment.TrackingUrl);
        Assert.Null(Content(tale, "o1").Shipment);
    }

    [Fact]
    public void Each_shipment_is_told() =>
        Assert.Equal(["o1 1 mug", "o2 20 mug", "o2 30 mug"],
            Tale().At(1, A.Order("o")).At(20, Shipped("o", "https://parcels.example/1")).At(30, Shipped("o", "https://parcels.example/2")).Messages);

    [Fact]
    public void A_refund_says_what_goes_back()
    {
        var tale = Tale().At(1, A.Order("o", total: 10)).At(2, Refund("o", 4));
        Assert.Equal(["o1 1 mug", "o4 2 mug"], tale.Messages);
        Assert.Equal(("o", 4, 10), (Content(tale, "o4").OrderId, Content(tale, "o4").Refunded.Units, Content(tale, "o4").Total.Units));
    }

    [Fact]
    public void A_cancellation_is_told_of_the_order_that_was() =>
        Assert.Equal(["o1 1 mug", "o4 2 mug"], Tale().At(1, A.Order("o")).At(2, Cancelled("o")).Messages);

    [Fact]
    public void Told_by_two_senders_is_confirmed_once() =>
        Assert.Equal(["o1 1 mug"], Tale().At(1, A.Order("o")).At(1.1, A.Order("o")).Messages);

    [Fact]
    public void Imported_or_old_is_not_told() =>
        Assert.Empty(Tale().Imported(1, 1_000, A.Order("o")).Late(2, 25, A.Order("p")).Messages);

    [Fact]
    public void Nobody_knows_the_order_of_a_shipment_and_it_is_told_all_the_same()
    {
        var tale = Tale().At(1, Shipped("x", "https://parcels.example/1"));
        Assert.Equal(["o2 1"], tale.Messages);
        Assert.Equal("x", Content(tale, "o2").OrderId);
    }

    public static Event Cancelled(string orderId) => new() { OrderCancelled = new OrderCancelled { OrderId = orderId } };

    public static Event Refund(string orderId, long? units) => new()
    {
        OrderRefunded = new OrderRefunded { OrderId = orderId, Amount = units is { } some ? new Money { CurrencyCode = "GBP", Units = some } : null },
    };

    static Event Shipped(string orderId, string url) => new() { OrderFulfilled = new OrderFulfilled { OrderId = orderId, TrackingUrl = url } };

    static MessageOrder Content(FlowTale tale, string stepId) =>
        tale.Run().Runs.SelectMany(run => run.Messages).First(message => message.StepId == stepId).Content.Order;

    static FlowTale Tale() => new FlowTale("order-updates").At(0, Declined);
}
