using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Contents;

/// <summary>The order that an event told of, as it is now.</summary>
/// <param name="isKey">Whether the run's key is the order's id, also where no event says it.</param>
/// <param name="tellsTheEnd">Whether runs begin with its cancellation or refund, which their messages tell of.</param>
sealed class OrderContent(bool isKey, bool tellsTheEnd) : ContentKind
{
    const string OrderId = "order_id";

    /// <summary>What tells of an order.</summary>
    public static readonly IReadOnlyList<string> Events = ["order_completed", "order_fulfilled", "order_refunded", "order_cancelled", "order_updated"];

    /// <summary>What tells that it is off, or that money goes back.</summary>
    public static readonly IReadOnlyList<string> Ends = ["order_refunded", "order_cancelled"];

    public override IReadOnlyList<string> FieldsOf(string eventName) => eventName == "order_fulfilled" ? [OrderId, "tracking_url"] : [OrderId];

    public override MessageContent? SubjectOf(Event @event)
    {
        var order = @event.ActionCase switch
        {
            // Senders who know no id write the same for all.
            Event.ActionOneofCase.OrderCompleted => Named(OrderNames.Named(@event.OrderCompleted, @event.EventId).OrderId),
            Event.ActionOneofCase.OrderFulfilled => Named(@event.OrderFulfilled.OrderId),
            Event.ActionOneofCase.OrderRefunded => Named(@event.OrderRefunded.OrderId),
            Event.ActionOneofCase.OrderCancelled => Named(@event.OrderCancelled.OrderId),
            Event.ActionOneofCase.OrderUpdated => Named(@event.OrderUpdated.OrderId),
            _ => null,
        };
        if (order is not null && @event.ActionCase is Event.ActionOneofCase.OrderFulfilled)
            order.Shipment = new MessageShipment { TrackingUrl = @event.OrderFulfilled.TrackingUrl };
        return order is null ? null : new MessageContent { Order = order };
    }

    public override (MessageContent? Content, string Reason) Now(in ContentScope scope)
    {
        if (Told(scope) is not { } told)
            return (new MessageContent(), "");
        var shown = told.Clone();
        if (Find(scope.Profile, told.OrderId) is { } order)
        {
            if (order.State is OrderState.Cancelled or OrderState.Refunded && !tellsTheEnd)
                return (null, RunReasons.OrderCancelled);
            shown.Lines.Add(order.Lines.Select(line => line.Clone()));
            shown.Total = order.Total?.Clone();
            shown.Refunded = order.Refund?.Clone();
        }
        return (new MessageContent { Order = shown }, "");
    }

    public override void Keep(in ContentScope scope, Profile kept)
    {
        if (kept.Orders.Count == 0 && Told(scope) is { } told && Find(scope.Profile, told.OrderId) is { } order)
            kept.Orders.Add(order);
    }

    static MessageOrder? Named(string orderId) => orderId.Length == 0 ? null : new MessageOrder { OrderId = orderId };

    MessageOrder? Told(in ContentScope scope) => scope.Subject?.Order ?? (isKey ? Named(scope.Key) : null);

    static Order? Find(Profile? profile, string orderId)
    {
        foreach (var order in profile?.Orders ?? [])
        {
            if (order.OrderId == orderId)
                return order;
        }
        return null;
    }
}
