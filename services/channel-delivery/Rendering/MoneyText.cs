using System.Collections.Concurrent;
using System.Globalization;
using Automation.Commerce;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Amounts for people: <c>£12.50</c>, <c>¥1,200</c>, <c>12.50 CHF</c>, <c>12,50 €</c> in German. Exact: decimal throughout.</summary>
static class MoneyText
{
    static readonly Dictionary<string, string> Symbols = new() { ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["USD"] = "$" };

    // Bounded by the cultures that ICU knows times the currencies that there are.
    static readonly ConcurrentDictionary<(string Culture, string Currency), NumberFormatInfo> s_formats = new();

    /// <param name="money">The amount.</param>
    /// <param name="culture">How the shopper's language sets amounts; null: one way for all.</param>
    public static string Format(Money money, CultureInfo? culture = null)
    {
        var amount = money.Units + (money.Nanos / 1_000_000_000m);
        if (culture is not null)
            return amount.ToString("C", s_formats.GetOrAdd((culture.Name, money.CurrencyCode), _ => FormatOf(culture, money.CurrencyCode)));
        var number = amount.ToString($"N{MinorUnits.Of(money.CurrencyCode)}", CultureInfo.InvariantCulture);
        return Symbols.TryGetValue(money.CurrencyCode, out var symbol) ? symbol + number : $"{number} {money.CurrencyCode}";
    }

    static NumberFormatInfo FormatOf(CultureInfo culture, string currencyCode)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        var isOwn = !culture.IsNeutralCulture && culture.Name.Length > 0 && new RegionInfo(culture.Name).ISOCurrencySymbol == currencyCode;
        if (!isOwn)
            format.CurrencySymbol = Symbols.GetValueOrDefault(currencyCode, currencyCode);
        format.CurrencyDecimalDigits = MinorUnits.Of(currencyCode);
        // Letters keep a blank between themselves and the number: "CHF 5", not "CHF5".
        if (char.IsLetter(format.CurrencySymbol[^1]) && format.CurrencyPositivePattern is 0 or 1)
            format.CurrencyPositivePattern += 2;
        return format;
    }
}
