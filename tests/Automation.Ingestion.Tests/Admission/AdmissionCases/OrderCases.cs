using Automation.Commerce.V1;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: orders.</summary>
static class OrderCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["order of 500 lines"] = () => Completed(o => o.Lines.Add(Enumerable.Range(1, 499).Select(i => new LineItem { ProductId = $"p{i}" }))),
        ["order updated"] = () => Build.Event(e => e.OrderUpdated = new OrderUpdated { OrderId = "o", Total = Build.Money(1) }),
        ["order cancelled"] = () => Build.Event(e => e.OrderCancelled = new OrderCancelled { OrderId = "o", Reason = Text(200) }),
        ["order refunded as a whole"] = () => Build.Event(e => e.OrderRefunded = new OrderRefunded { OrderId = "o" }),
        ["order fulfilled"] = () => Build.Event(e => e.OrderFulfilled = new OrderFulfilled
        {
            OrderId = "o", TrackingNumber = Text(100), TrackingUrl = "https://t.example",
        }),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["an order of more than an amount can say / AMOUNT_TOO_LARGE / order_completed.lines"] =
            () => Completed(o => o.Lines.Add([
                new LineItem { ProductId = "p", UnitPrice = Build.Money(long.MaxValue) }, new LineItem { ProductId = "q", UnitPrice = Build.Money(1) }])),
        ["an order of discounts alone / FIELD_REQUIRED / order_completed.lines"] = () => Completed(o => o.Lines[0].UnitPrice = Build.Money(-1)),
        ["negative total / FIELD_INVALID / order_completed.total"] = () => Completed(o => o.Total = Build.Money(-1)),
        ["a refund of the least there is / FIELD_INVALID / order_refunded.amount"] =
            () => Build.Event(e => e.OrderRefunded = new OrderRefunded { OrderId = "o", Amount = Build.Money(long.MinValue) }),
        ["no order id / FIELD_REQUIRED / order_completed.order_id"] = () => Completed(o => o.OrderId = ""),
        ["order without lines / FIELD_REQUIRED / order_completed.lines"] = () => Completed(o => o.Lines.Clear()),
        ["order of 501 lines / FIELD_TOO_LONG / order_completed.lines"] =
            () => Completed(o => o.Lines.Add(Enumerable.Range(1, 500).Select(i => new LineItem { ProductId = $"p{i}" }))),
        ["order without total / FIELD_REQUIRED / order_completed.total"] = () => Completed(o => o.Total = null),
        ["order's cart id of 101 / FIELD_TOO_LONG / order_completed.cart_id"] = () => Completed(o => o.CartId = Text(101)),
        ["order's checkout id of 101 / FIELD_TOO_LONG / order_completed.checkout_id"] = () => Completed(o => o.CheckoutId = Text(101)),
        ["updated order without total / FIELD_REQUIRED / order_updated.total"] =
            () => Build.Event(e => e.OrderUpdated = new OrderUpdated { OrderId = "o" }),
        ["reason of 201 / FIELD_TOO_LONG / order_cancelled.reason"] =
            () => Build.Event(e => e.OrderCancelled = new OrderCancelled { OrderId = "o", Reason = Text(201) }),
        ["tracking number of 101 / FIELD_TOO_LONG / order_fulfilled.tracking_number"] =
            () => Build.Event(e => e.OrderFulfilled = new OrderFulfilled { OrderId = "o", TrackingNumber = Text(101) }),
    };
}
