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
            return facts.Refunds.FirstOrDefault();
        var refund = RefundIn(facts, total);
        return refund != 0 ? refund.ToMoney(total.CurrencyCode) : facts.Refunds.FirstOrDefault(r => r.CurrencyCode != total.CurrencyCode);
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
        var totals = new SortedDictionary<string, Int128>(StringComparer.Ordinal);
        foreach (var total in former?.NetTotals ?? [])
            totals[total.CurrencyCode] = total.ToNanos();
        foreach (var facts in orders)
        {
            if (facts.CompleteTime is null || facts.Cancelled)
                continue;
            AddNet(totals, facts);
            if (!Counts(facts))
                continue;
            var time = TimeOf(facts);
            summary.OrderCount++;
            if (summary.FirstOrderTime is null || time < summary.FirstOrderTime)
                summary.FirstOrderTime = time;
            if (summary.LastOrderTime is null || time > summary.LastOrderTime)
                summary.LastOrderTime = time;
        }
        foreach (var (currency, nanos) in totals)
            summary.NetTotals.Add(nanos.ToNearestMoney(currency));
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
        foreach (var refund in facts.Refunds)
        {
            if (refund.CurrencyCode == currencyCode)
                return -refund.ToNanos();
        }
        return 0;
    }

    static void AddNet(SortedDictionary<string, Int128> totals, OrderFacts facts)
    {
        if (facts.Total is { } total)
            Add(totals, total.CurrencyCode, total.ToNanos() - RefundIn(facts, total));
        // Money given back in another currency is less of that currency.
        foreach (var refund in facts.Refunds)
        {
            if (refund.CurrencyCode != facts.Total?.CurrencyCode)
                Add(totals, refund.CurrencyCode, -refund.ToNanos());
        }
    }

    static void Add(SortedDictionary<string, Int128> totals, string currency, Int128 nanos) =>
        totals[currency] = totals.GetValueOrDefault(currency) + nanos;

    static Int128 RefundIn(OrderFacts facts, Money total)
    {
        if (facts.Refunded)
            return total.ToNanos();
        foreach (var refund in facts.Refunds)
        {
            if (refund.CurrencyCode == total.CurrencyCode)
                return Int128.Min(refund.ToNanos(), total.ToNanos());
        }
        return 0;
    }
}
