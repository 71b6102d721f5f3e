using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Profiles.Carts;
using Automation.Profiles.Customers;
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

    static void Complete(ProfileState state, LoggedEvent logged)
    {
        var action = OrderNames.Named(logged.Event.OrderCompleted, logged.Event.EventId);
        var facts = FactsOf(state, action.OrderId);
        var time = EventTime.Of(logged);
        var report = OrderReport.Of(state, facts, action, time, isElsewhere: false);
        if (facts.CompleteTime is null)
        {
            facts.CompleteTime = logged.LogTime;
            facts.Total ??= action.Total;
            var order = new Order { OrderId = action.OrderId, CartId = action.CartId, CompleteTime = logged.LogTime };
            CartLines.Replace(order.Lines, facts.Updated ? facts.EarlyLines : action.Lines);
            facts.EarlyLines.Clear();
            state.Profile.Orders.Insert(0, order);
            ForgetOldOrders(state);
        }
        else if (report.IsOfListed && OrderedLines.Find(state, action.OrderId) is { CartId: "" } order)
        {
            // A second sender knows the cart that the first did not name.
            order.CartId = action.CartId;
        }
        NoteOrder(state, time);
        OrderPlacement.Place(state, action, report, logged.Sequence, logged.LogTime);
        Settle(state, facts);
    }

    // It changes the shopper's carts and is no order of theirs.
    static void CompleteElsewhere(ProfileState state, OrderElsewhere elsewhere, LoggedEvent logged)
    {
        var time = EventTime.Of(elsewhere.OccurTime, logged.LogTime);
        // Whoever tells it again tells it of the same shopper and instant.
        var order = OrderNames.Named(elsewhere.Order, $"{elsewhere.ShopperId} {time.Seconds}.{time.Nanos:D9}");
        var facts = state.Orders.FirstOrDefault(facts => facts.OrderId == order.OrderId && facts.CompleteTime is not null);
        NoteOrder(state, time);
        OrderPlacement.Place(state, order, OrderReport.Of(state, facts, order, time, isElsewhere: true), logged.Sequence, logged.LogTime);
    }

    static void Update(ProfileState state, OrderUpdated action, Timestamp time)
    {
        if (!OrderNames.IsName(action.OrderId))
            return;
        var facts = FactsOf(state, action.OrderId);
        if (facts.UpdateTime is { } former && EventTime.Compare(former, time) > 0)
            return;
        facts.UpdateTime = time;
        facts.Updated = true;
        facts.Total = action.Total;
        var order = OrderedLines.Find(state, action.OrderId);
        if (order is not null || facts.CompleteTime is null)
        {
            if (order is not null)
                OrderedLines.TakeOver(state, order);
            var lines = order?.Lines ?? facts.EarlyLines;
            CartLines.Replace(lines, action.Lines);
            if (order is not null)
                ForgetOldOrders(state);
            else
                ForgetOldEarlyLines(state.Orders);
        }
        Settle(state, facts);
    }

    static void Cancel(ProfileState state, OrderCancelled action, Timestamp time)
    {
        if (!OrderNames.IsName(action.OrderId))
            return;
        var facts = FactsOf(state, action.OrderId);
        if (!facts.Cancelled || (facts.CancelTime is { } former && EventTime.Compare(time, former) < 0))
        {
            (facts.Cancelled, facts.CancelTime) = (true, time);
            Restatement.Rejudge(state, action.OrderId);
        }
        Settle(state, facts);
    }

    static void Refund(ProfileState state, OrderRefunded action)
    {
        if (!OrderNames.IsName(action.OrderId))
            return;
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
            facts.Refunds.Add(sum.ToNearestMoney(action.Amount.CurrencyCode));
        }
        Settle(state, facts);
    }

    static void Fulfil(ProfileState state, OrderFulfilled action)
    {
        if (!OrderNames.IsName(action.OrderId))
            return;
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
        if (OrderedLines.Find(state, facts.OrderId) is { } order)
        {
            order.Total = facts.Total;
            order.Refund = OrderSums.RefundOf(facts);
            order.State = OrderSums.StateOf(facts);
        }
        var gaps = OrderGaps.Of(state.Orders);
        state.Profile.OrderSummary = OrderSums.Of(state.FormerOrders, state.Orders);
        gaps.Sum(state.Profile.OrderSummary);
        state.Profile.OrderRhythm = Rhythm.Of(state.Profile.OrderSummary, gaps, cohort: null);
        // Whoever knows how the shop's customers compare judges anew.
        state.CohortSequence = 0;
    }

    static void ForgetOldOrders(ProfileState state)
    {
        var (bytes, orders) = (0, state.Profile.Orders);
        for (var place = 0; place < orders.Count; place++)
        {
            bytes += orders[place].CalculateSize();
            if (place < MaxListedOrders && bytes <= MaxOrdersBytes)
                continue;
            OrderedLines.TakeOver(state, orders[place]);
            orders.RemoveAt(place--);
        }
    }

    static void ForgetOldEarlyLines(RepeatedField<OrderFacts> facts)
    {
        var bytes = 0;
        for (var place = facts.Count - 1; place >= 0; place--)
        {
            bytes += CartLines.SizeOf(facts[place].EarlyLines);
            if (bytes > MaxEarlyLinesBytes)
                facts[place].EarlyLines.Clear();
        }
    }
}
