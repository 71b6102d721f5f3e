using Automation.Commerce.V1;

namespace Automation.Recommendations.Offers;

/// <summary>A price of one unit, in millionths: no currency is paid in less than ten thousandths.</summary>
readonly record struct Price(long Micros, string Currency)
{
    const int MicrosPerUnit = 1_000_000;
    const int NanosPerMicro = 1_000;

    /// <summary>Null for what is no price or above nine million millions.</summary>
    public static Price? Of(Money? money) =>
        money is { Units: >= 0 and < long.MaxValue / MicrosPerUnit, Nanos: >= 0, CurrencyCode.Length: > 0 }
            ? new(money.Units * MicrosPerUnit + money.Nanos / NanosPerMicro, money.CurrencyCode)
            : null;

    public Money ToMoney() => new()
    {
        CurrencyCode = Currency, Units = Micros / MicrosPerUnit, Nanos = (int)(Micros % MicrosPerUnit) * NanosPerMicro,
    };

    /// <summary>So many whole units, in millionths.</summary>
    public static long Units(int units) => (long)units * MicrosPerUnit;
}

/// <summary>A price that a shopper saw.</summary>
/// <param name="Price">What was shown.</param>
/// <param name="Microseconds">When, since 1970.</param>
readonly record struct SeenPrice(Price Price, long Microseconds);
