using Automation.Commerce.V1;

namespace Automation.Commerce;

/// <summary>Exact sums of money, in billionths of a unit. 128 bits hold 10^10 times what <see cref="Money"/> can say.</summary>
public static class Amount
{
    const int NanosPerUnit = 1_000_000_000;
    static readonly Int128 Largest = (Int128)long.MaxValue * NanosPerUnit + (NanosPerUnit - 1);

    public static Int128 ToNanos(this Money money) => (Int128)money.Units * NanosPerUnit + money.Nanos;

    /// <exception cref="OverflowException">It is more than <see cref="Money"/> can say.</exception>
    public static Money ToMoney(this Int128 nanos, string currencyCode) => new()
    {
        CurrencyCode = currencyCode,
        Units = checked((long)(nanos / NanosPerUnit)),
        // Division truncates toward zero, so both parts have one sign.
        Nanos = (int)(nanos % NanosPerUnit),
    };

    /// <summary>As near as <see cref="Money"/> can say it: for sums of whatever senders report.</summary>
    public static Money ToNearestMoney(this Int128 nanos, string currencyCode) =>
        Int128.Clamp(nanos, -Largest, Largest).ToMoney(currencyCode);

    /// <summary>
    /// Quantity (0 means 1) times price, rounded half away from zero to the currency's minor units: what a message shows of
    /// the line. Null when the price is missing or <see cref="Money"/> cannot say it.
    /// </summary>
    public static Money? TotalOf(LineItem line) => line.UnitPrice is { } price ? MoneyOrNull(TotalNanosOf(line), price.CurrencyCode) : null;

    /// <summary>
    /// Sum of <see cref="TotalOf"/> over the lines, so that it is the sum of what is shown. Null when there is nothing to
    /// sum, a price is missing, currencies differ or <see cref="Money"/> cannot say it.
    /// </summary>
    public static Money? SubtotalOf(IReadOnlyList<LineItem> lines)
    {
        if (lines.Count == 0 || lines[0].UnitPrice is not { } first)
            return null;
        Int128 sum = 0;
        // By place: enumerating allocates, and every cart event comes by.
        for (var place = 0; place < lines.Count; place++)
        {
            if (lines[place].UnitPrice is not { } price || price.CurrencyCode != first.CurrencyCode)
                return null;
            sum += TotalNanosOf(lines[place]);
        }
        return MoneyOrNull(sum, first.CurrencyCode);
    }

    /// <summary>Whether <see cref="Money"/> can say <see cref="TotalOf"/> of each line and their sum, whatever their currencies.</summary>
    public static bool CanSum(IReadOnlyList<LineItem> lines)
    {
        Int128 sum = 0;
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].UnitPrice is not null)
                sum += Int128.Abs(TotalNanosOf(lines[i]));
        }
        return CanSay(sum);
    }

    /// <summary>Whether <see cref="Money"/> can say <see cref="TotalOf"/> the line.</summary>
    public static bool CanSum(LineItem line) => line.UnitPrice is null || CanSay(TotalNanosOf(line));

    static Int128 TotalNanosOf(LineItem line)
    {
        var (price, quantity) = (line.UnitPrice, Math.Max(line.Quantity, 1));
        // Whole units need no rounding, and less than a unit times an int is a long.
        return (Int128)price.Units * quantity * NanosPerUnit + Rounded((long)price.Nanos * quantity, MinorUnits.Of(price.CurrencyCode));
    }

    static long Rounded(long nanos, int decimals)
    {
        var step = NanosPerUnit;
        for (var digit = 0; digit < decimals; digit++)
            step /= 10;
        var rest = nanos % step;
        var truncated = nanos - rest;
        return Math.Abs(rest) * 2 < step ? truncated : truncated + Math.Sign(rest) * (long)step;
    }

    static Money? MoneyOrNull(Int128 nanos, string currencyCode) =>
        CanSay(nanos) ? nanos.ToMoney(currencyCode) : null;

    static bool CanSay(Int128 nanos) => Int128.Abs(nanos) / NanosPerUnit <= long.MaxValue;
}
