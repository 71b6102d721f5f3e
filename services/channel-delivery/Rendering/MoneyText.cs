using System.Globalization;
using Automation.Commerce;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Amounts for people: <c>£12.50</c>, <c>¥1,200</c>, <c>12.50 CHF</c>. Exact: decimal throughout.</summary>
static class MoneyText
{
    static readonly Dictionary<string, string> Symbols = new() { ["EUR"] = "€", ["GBP"] = "£", ["JPY"] = "¥", ["USD"] = "$" };

    public static string Format(Money money)
    {
        var amount = money.Units + (money.Nanos / 1_000_000_000m);
        var number = amount.ToString($"N{MinorUnits.Of(money.CurrencyCode)}", CultureInfo.InvariantCulture);
        return Symbols.TryGetValue(money.CurrencyCode, out var symbol) ? symbol + number : $"{number} {money.CurrencyCode}";
    }
}
