using Automation.Commerce;
using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Customers;

/// <summary>
/// Compares the customers of a shop, in two passes over their profiles in any order: the first finds the currency, the second the
/// figures. Keeps 40 bytes for each customer and 8 for each gap.
/// </summary>
public sealed class CohortComparison(DateTimeOffset asOf)
{
    static readonly int[] s_fifths = [20, 40, 60, 80];

    readonly Timestamp _asOf = asOf.ToTimestamp();
    readonly SortedDictionary<string, long> _currencies = new(StringComparer.Ordinal);
    readonly List<Timestamp> _lastOrders = [];
    readonly List<long> _orderCounts = [];
    readonly List<Int128> _sums = [];
    readonly List<long> _gaps = [];
    string? _currency;

    /// <summary>First pass.</summary>
    public void Survey(ProfileState state)
    {
        foreach (var facts in state.Orders)
        {
            if (facts.Total is { } total && IsCompared(facts))
                _currencies[total.CurrencyCode] = _currencies.GetValueOrDefault(total.CurrencyCode) + 1;
        }
    }

    /// <summary>Second pass.</summary>
    public void Add(ProfileState state)
    {
        // Of two that are used as often the first by code.
        _currency ??= _currencies.OrderByDescending(pair => pair.Value).Select(pair => pair.Key).FirstOrDefault("");
        var figures = CustomerFigures.Of(state, _asOf, _asOf, _currency);
        if (figures.LastOrderTime is null)
            return;
        _lastOrders.Add(figures.LastOrderTime);
        _orderCounts.Add(figures.OrderCount);
        _sums.Add(figures.NetNanos);
        _gaps.AddRange(OrderGaps.Of(state.Orders, _asOf).Seconds);
    }

    /// <returns>Null: there are no customers.</returns>
    public CohortComputed? Compute()
    {
        if (_lastOrders.Count == 0)
            return null;
        _lastOrders.Sort(EventTime.Compare);
        _orderCounts.Sort();
        _sums.Sort();
        _gaps.Sort();
        return new CohortComputed
        {
            AsOfTime = _asOf,
            CustomerCount = _lastOrders.Count,
            CurrencyCode = _currency,
            RecencyBoundTime = { s_fifths.Select(percent => Ranks.At(_lastOrders, percent)) },
            FrequencyBounds = { s_fifths.Select(percent => Ranks.At(_orderCounts, percent)) },
            MonetaryBounds = { s_fifths.Select(percent => MoneyOf(percent)) },
            TopTenthBound = MoneyOf(90),
            P75GapSeconds = _gaps.Count > 0 ? Ranks.At(_gaps, 75) : 0,
            P90GapSeconds = _gaps.Count > 0 ? Ranks.At(_gaps, 90) : 0,
        };
    }

    bool IsCompared(OrderFacts facts) =>
        OrderSums.Counts(facts) && OrderSums.TimeOf(facts) is var time
        && CustomerFigures.IsCompared(time, _asOf) && EventTime.Compare(time, _asOf) <= 0;

    Money MoneyOf(int percent) => Ranks.At(_sums, percent).ToNearestMoney(_currency!);
}
