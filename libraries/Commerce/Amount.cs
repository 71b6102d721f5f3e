using Automation.Commerce.V1;

namespace Automation.Commerce;

/// <summary>Exact sums of money, in billionths of a unit. 128 bits hold 10^10 times what <see cref="Money"/> can say.</summary>
public static class Amount
{
    const int NanosPerUnit = 1_000_000_000;

    public static Int128 ToNanos(this Money money) => (Int128)money.Units * NanosPerUnit + money.Nanos;

    /// <exception cref="OverflowException">It is more than <see cref="Money"/> can say.</exception>
    public static Money ToMoney(this Int128 nanos, string currencyCode) => new()
    {
        CurrencyCode = currencyCode,
        Units = checked((long)(nanos / NanosPerUnit)),
        // Division truncates toward zero, so both parts have one sign.
        Nanos = (int)(nanos % NanosPerUnit),
    };

    /// <summary>Sum of quantity times price; null when there is nothing to sum, a price is missing or currencies differ.</summary>
    public static Money? SubtotalOf(IReadOnlyList<LineItem> lines)
    {
        if (lines.Count == 0 || lines[0].UnitPrice is not { } first)
            return null;
        Int128 sum = 0;
        foreach (var line in lines)
        {
            if (line.UnitPrice is not { } price || price.CurrencyCode != first.CurrencyCode)
                return null;
            sum += price.ToNanos() * line.Quantity;
        }
        return sum.ToMoney(first.CurrencyCode);
    }
}
