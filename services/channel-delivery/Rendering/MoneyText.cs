using System.Globalization;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Amounts for people: <c>£12.50</c>, <c>¥1,200</c>, <c>12.50 CHF</c>. Exact: decimal throughout.</summary>
static class MoneyText
{
    // ISO 4217: the currencies that do not have two decimals.
    static readonly Dictionary<string, int> Decimals = new()
    {
        ["BIF"] = 0, ["CLP"] = 0, ["DJF"] = 0, ["GNF"] = 0, ["ISK"] = 0, ["JPY"] = 0, ["KMF"] = 0, ["KRW"] = 0, ["PYG"] = 0,
        ["RWF"] = 0, ["UGX"] = 0, ["VND"] = 0, ["VUV"] = 0, ["XAF"] = 0, ["XOF"] = 0, ["XPF"] = 0,
        ["BHD"] = 3, ["IQD"] = 3, ["JOD"] = 3, ["KWD"] = 3, ["LYD"] = 3, ["OMR"] = 3, ["TND"] = 3,
    };

    static readonly Dictionary<string, string> Symbols = new() { ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["USD"] = "$" };

    public static decimal AmountOf(Money money) => money.Units + (money.Nanos / 1_000_000_000m);

    public static string Format(decimal amount, string currency)
    {
        var number = amount.ToString($"N{Decimals.GetValueOrDefault(currency, 2)}", CultureInfo.InvariantCulture);
        return Symbols.TryGetValue(currency, out var symbol) ? symbol + number : $"{number} {currency}";
    }
}
