using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

/// <summary>What follows from the facts of orders.</summary>
static class OrderSums
{
    public static OrderState StateOf(OrderFacts facts)
    {
        if (facts.Cancelled)
            return OrderState.Cancelled;
        if (facts.Refunded || (facts.Total is { } total && total.ToNanos() > 0 && RefundIn(facts, total) == total.ToNanos()))
            return OrderState.Refunded;
        return facts.Fulfilled ? OrderState.Fulfilled : OrderState.Completed;
    }

    /// <summary>What was given back, in the order's currency where any was; never more than the order cost.</summary>
    public static Money? RefundOf(OrderFacts facts)
    {
        if (facts.Total is not { } total)
            return facts.Refunds.Count > 0 ? facts.Refunds[0] : null;
        var refund = RefundIn(facts, total);
        return refund != 0 ? refund.ToMoney(total.CurrencyCode) : RefundOtherThan(facts, total.CurrencyCode);
    }

    /// <summary>The sums over <paramref name="former"/> and further orders.</summary>
    public static OrderSummary Of(OrderSummary? former, IReadOnlyList<OrderFacts> orders)
    {
        var summary = new OrderSummary
        {
            OrderCount = former?.OrderCount ?? 0,
            FirstOrderTime = former?.FirstOrderTime,
            LastOrderTime = former?.LastOrderTime,
        };
        // By place, here and below: enumerating allocates, and every order comes by with all those before it.
        for (var place = 0; place < orders.Count; place++)
        {
            if (!Counts(orders[place]))
                continue;
            var time = TimeOf(orders[place]);
            summary.OrderCount++;
            if (summary.FirstOrderTime is null || time < summary.FirstOrderTime)
                summary.FirstOrderTime = time;
            if (summary.LastOrderTime is null || time > summary.LastOrderTime)
                summary.LastOrderTime = time;
        }
        for (var currency = NextCurrency(former, orders, null); currency is not null; currency = NextCurrency(former, orders, currency))
            summary.NetTotals.Add(NetIn(former, orders, currency).ToNearestMoney(currency));
        return summary;
    }

    /// <summary>Whether it is an order of the shopper's history: completed, neither called off nor given back as a whole.</summary>
    public static bool Counts(OrderFacts facts) =>
        facts.CompleteTime is not null && StateOf(facts) is OrderState.Completed or OrderState.Fulfilled;

    /// <summary>When it was completed. An earlier build kept when that was logged only.</summary>
    public static Timestamp TimeOf(OrderFacts facts) => facts.OccurTime ?? facts.CompleteTime;

    /// <summary>What it cost in a currency, less what was given back; in billionths.</summary>
    public static Int128 NetIn(OrderFacts facts, string currencyCode)
    {
        if (facts.Total?.CurrencyCode == currencyCode)
            return facts.Total.ToNanos() - RefundIn(facts, facts.Total);
        // Money given back in another currency is less of that currency.
        return RefundedIn(facts, currencyCode) is { } refund ? -refund.ToNanos() : 0;
    }

    static Int128 NetIn(OrderSummary? former, IReadOnlyList<OrderFacts> orders, string currencyCode)
    {
        Int128 nanos = 0;
        for (var place = 0; place < former?.NetTotals.Count; place++)
            nanos += former.NetTotals[place].CurrencyCode == currencyCode ? former.NetTotals[place].ToNanos() : 0;
        for (var place = 0; place < orders.Count; place++)
            nanos += IsSummed(orders[place]) ? NetIn(orders[place], currencyCode) : 0;
        return nanos;
    }

    /// <summary>The first currency by code behind one that is summed; null: there are no more. Mostly there is one, so nothing sorts them.</summary>
    static string? NextCurrency(OrderSummary? former, IReadOnlyList<OrderFacts> orders, string? after)
    {
        string? next = null;
        for (var place = 0; place < former?.NetTotals.Count; place++)
            next = Nearer(former.NetTotals[place].CurrencyCode, after, next);
        for (var place = 0; place < orders.Count; place++)
        {
            if (!IsSummed(orders[place]))
                continue;
            if (orders[place].Total is { } total)
                next = Nearer(total.CurrencyCode, after, next);
            var refunds = orders[place].Refunds;
            for (var each = 0; each < refunds.Count; each++)
                next = Nearer(refunds[each].CurrencyCode, after, next);
        }
        return next;
    }

    static string? Nearer(string code, string? after, string? next) =>
        (after is null || string.CompareOrdinal(code, after) > 0) && (next is null || string.CompareOrdinal(code, next) < 0) ? code : next;

    static bool IsSummed(OrderFacts facts) => facts.CompleteTime is not null && !facts.Cancelled;

    static Int128 RefundIn(OrderFacts facts, Money total)
    {
        if (facts.Refunded)
            return total.ToNanos();
        return RefundedIn(facts, total.CurrencyCode) is { } refund ? Int128.Min(refund.ToNanos(), total.ToNanos()) : 0;
    }

    static Money? RefundedIn(OrderFacts facts, string currencyCode)
    {
        for (var place = 0; place < facts.Refunds.Count; place++)
        {
            if (facts.Refunds[place].CurrencyCode == currencyCode)
                return facts.Refunds[place];
        }
        return null;
    }

    static Money? RefundOtherThan(OrderFacts facts, string currencyCode)
    {
        for (var place = 0; place < facts.Refunds.Count; place++)
        {
            if (facts.Refunds[place].CurrencyCode != currencyCode)
                return facts.Refunds[place];
        }
        return null;
    }
}
