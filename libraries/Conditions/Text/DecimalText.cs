using System.Globalization;

namespace Automation.Conditions.Text;

static class DecimalText
{
    const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>Null when it is none, or has more digits than are kept.</summary>
    public static decimal? Parse(string text) =>
        text.Length <= 40 && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out var value) && text.Count(char.IsAsciiDigit) <= 28 ? value : null;

    /// <summary>The one way to write it: no zeros at the end but the one behind the point, which tells it from a whole number.</summary>
    public static string? Canonical(string text) => Parse(text) is { } value ? Format(value) : null;

    public static string Format(decimal value)
    {
        var text = (value == 0 ? 0m : value).ToString(CultureInfo.InvariantCulture);
        if (!text.Contains('.', StringComparison.Ordinal))
            return $"{text}.0";
        text = text.TrimEnd('0');
        return text.EndsWith('.') ? $"{text}0" : text;
    }
}
