using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Customers;

/// <summary>What a shopper is compared by: orders that count, of the latest 500.</summary>
/// <param name="LastOrderTime">Of the last; null: none.</param>
/// <param name="OrderCount">How many.</param>
/// <param name="NetNanos">What they cost in the currency that is compared, less what was given back, in billionths.</param>
readonly record struct CustomerFigures(Timestamp? LastOrderTime, long OrderCount, Int128 NetNanos)
{
    // 365 days.
    const long WindowSeconds = 365 * 86_400;

    /// <param name="asOf">Counts orders of the 365 days up to it.</param>
    /// <param name="until">Counts no later ones; null: those after it, too.</param>
    public static CustomerFigures Of(ProfileState state, Timestamp asOf, Timestamp? until, string currencyCode)
    {
        var figures = new CustomerFigures();
        foreach (var facts in state.Orders)
        {
            if (!OrderSums.Counts(facts))
                continue;
            var time = OrderSums.TimeOf(facts);
            if (!IsCompared(time, asOf) || (until is not null && EventTime.Compare(time, until) > 0))
                continue;
            figures = new CustomerFigures(
                figures.LastOrderTime is { } last && EventTime.Compare(last, time) > 0 ? last : time,
                figures.OrderCount + 1,
                figures.NetNanos + OrderSums.NetIn(facts, currencyCode));
        }
        return figures;
    }

    /// <summary>Later than 365 days before.</summary>
    public static bool IsCompared(Timestamp time, Timestamp asOf) =>
        EventTime.Compare(time, new Timestamp { Seconds = asOf.Seconds - WindowSeconds, Nanos = asOf.Nanos }) > 0;
}
