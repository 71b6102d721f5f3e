using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

// News of an order may come in any sequence and more than once. Each is a fact noted on the order; the order as shown and
// the sums are computed from the facts, so they cannot drift.
static partial class ProfileFold
{
    const int MaxListedOrders = 50;

    // So many orders back, late news is still understood. A fact is some 60 bytes, without early lines: 30 KB for a shopper.
    const int MaxOrderFacts = 500;

    static void Complete(ProfileState state, OrderCompleted action, Timestamp time)
    {
        var facts = FactsOf(state, action.OrderId);
        if (facts.CompleteTime is null)
        {
            facts.CompleteTime = time;
            facts.Total ??= action.Total?.Clone();
            var order = new Order { OrderId = action.OrderId, CartId = action.CartId, CompleteTime = time };
            order.Lines.AddRange((facts.Updated ? facts.EarlyLines : action.Lines).Select(Counted));
            facts.EarlyLines.Clear();
            state.Profile.Orders.Insert(0, order);
            ForgetOldOrders(state.Profile.Orders);
            if (action.CartId.Length > 0)
                CloseCart(state.Profile, action.CartId, action.OrderId, order.Lines);
        }
        else if (action.CartId.Length > 0 && FindOrder(state.Profile, action.OrderId) is { CartId: "" } order)
        {
            // A second sender knows the cart that the first did not name. A basket begun since is another one.
            order.CartId = action.CartId;
            if (FindCart(state.Profile, action.CartId) is { } cart && cart.ActivityTime <= order.CompleteTime)
                CloseCart(state.Profile, action.CartId, action.OrderId, order.Lines);
        }
        Settle(state, facts);
    }

    static void Update(ProfileState state, OrderUpdated action)
    {
        var facts = FactsOf(state, action.OrderId);
        facts.Updated = true;
        facts.Total = action.Total?.Clone();
        var order = FindOrder(state.Profile, action.OrderId);
        if (order is not null || facts.CompleteTime is null)
        {
            var lines = order?.Lines ?? facts.EarlyLines;
            lines.Clear();
            lines.AddRange(action.Lines.Select(Counted));
            if (order is not null)
                ForgetOldOrders(state.Profile.Orders);
            else
                ForgetOldEarlyLines(state.Orders);
        }
        Settle(state, facts);
    }

    static void Cancel(ProfileState state, OrderCancelled action)
    {
        var facts = FactsOf(state, action.OrderId);
        facts.Cancelled = true;
        Settle(state, facts);
    }

    static void Refund(ProfileState state, OrderRefunded action)
    {
        var facts = FactsOf(state, action.OrderId);
        if (action.Amount is null)
        {
            facts.Refunded = true;
        }
        else
        {
            var former = facts.Refunds.FirstOrDefault(refund => refund.CurrencyCode == action.Amount.CurrencyCode);
            if (former is not null)
                facts.Refunds.Remove(former);
            var sum = (former?.ToNanos() ?? 0) + action.Amount.ToNanos();
            facts.Refunds.Add(sum.ToMoney(action.Amount.CurrencyCode));
        }
        Settle(state, facts);
    }

    static void Fulfil(ProfileState state, OrderFulfilled action)
    {
        var facts = FactsOf(state, action.OrderId);
        facts.Fulfilled = true;
        Settle(state, facts);
    }

    static OrderFacts FactsOf(ProfileState state, string orderId)
    {
        // News is mostly of late orders.
        for (var place = state.Orders.Count - 1; place >= 0; place--)
        {
            if (state.Orders[place].OrderId == orderId)
                return state.Orders[place];
        }
        var facts = new OrderFacts { OrderId = orderId };
        state.Orders.Add(facts);
        if (state.Orders.Count > MaxOrderFacts)
        {
            state.FormerOrders = OrderSums.Of(state.FormerOrders, [state.Orders[0]]);
            state.Orders.RemoveAt(0);
        }
        return facts;
    }

    static void Settle(ProfileState state, OrderFacts facts)
    {
        if (FindOrder(state.Profile, facts.OrderId) is { } order)
        {
            order.Total = facts.Total;
            order.Refund = OrderSums.RefundOf(facts);
            order.State = OrderSums.StateOf(facts);
        }
        state.Profile.OrderSummary = OrderSums.Of(state.FormerOrders, state.Orders);
    }

    static void ForgetOldOrders(RepeatedField<Order> orders)
    {
        var bytes = 0;
        for (var place = 0; place < orders.Count; place++)
        {
            bytes += orders[place].CalculateSize();
            if (place >= MaxListedOrders || bytes > MaxOrdersBytes)
                orders.RemoveAt(place--);
        }
    }

    static void ForgetOldEarlyLines(RepeatedField<OrderFacts> facts)
    {
        var bytes = 0;
        for (var place = facts.Count - 1; place >= 0; place--)
        {
            bytes += SizeOf(facts[place].EarlyLines);
            if (bytes > MaxEarlyLinesBytes)
                facts[place].EarlyLines.Clear();
        }
    }

    static Order? FindOrder(Profile profile, string orderId)
    {
        foreach (var order in profile.Orders)
        {
            if (order.OrderId == orderId)
                return order;
        }
        return null;
    }
}
