using System.Globalization;
using Automation.Commerce;
using Automation.Commerce.V1;

namespace Automation.Conditions.Text;

/// <summary>An amount as text: <c>49.90 EUR</c>.</summary>
static class MoneyText
{
    const int Nanos = 1_000_000_000;

    /// <summary>Null when it is none.</summary>
    public static Money? Parse(ReadOnlySpan<char> text)
    {
        var space = text.IndexOf(' ');
        if (space < 1 || !IsCurrency(text[(space + 1)..]))
            return null;
        var number = text[..space];
        if (number.Length > 30 || !decimal.TryParse(
            number, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
        {
            return null;
        }
        if (Math.Abs(amount) > long.MaxValue || amount.Scale > 9 && amount != Math.Round(amount, 9))
            return null;
        return ((Int128)decimal.Truncate(amount) * Nanos + (Int128)((amount - decimal.Truncate(amount)) * Nanos)).ToMoney(text[(space + 1)..].ToString());
    }

    public static bool IsCurrency(ReadOnlySpan<char> code) => code.Length == 3 && !code.ContainsAnyExceptInRange('A', 'Z');

    public static string Format(Int128 nanos, string currency)
    {
        var sign = nanos < 0 ? "-" : "";
        var (units, rest) = Int128.DivRem(Int128.Abs(nanos), Nanos);
        var decimals = rest == 0 ? "" : $".{((long)rest).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0')}";
        return $"{sign}{units.ToString(CultureInfo.InvariantCulture)}{decimals} {currency}";
    }
}
