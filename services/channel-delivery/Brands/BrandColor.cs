using System.Globalization;
using System.Text.RegularExpressions;

namespace Automation.ChannelDelivery.Brands;

/// <summary>Colours as <c>#rrggbb</c>, and whether they can be read on each other (WCAG 2.2).</summary>
static partial class BrandColor
{
    /// <summary>What words on a colour must reach (1.4.3).</summary>
    public const double LeastContrast = 4.5;

    /// <summary>Behind everything where the mailbox is dark.</summary>
    public const string DarkCard = "#1c1c1c";

    public static bool IsOne(string text) => Form().IsMatch(text);

    /// <summary>1 to 21.</summary>
    public static double Contrast(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    /// <summary>White or black, whichever reads better.</summary>
    public static string WordsOn(string color) => Contrast(color, "#ffffff") >= Contrast(color, "#000000") ? "#ffffff" : "#000000";

    /// <summary>The colour, as much lighter as it must be to be read on a dark card.</summary>
    public static string ForDark(string color)
    {
        var lighter = color;
        for (var share = 0.1; Contrast(lighter, DarkCard) < LeastContrast; share += 0.1)
            lighter = $"#{string.Concat(Channels(color).Select(channel => ((int)(channel + ((255 - channel) * share))).ToString("x2", CultureInfo.InvariantCulture)))}";
        return lighter;
    }

    static double Luminance(string color)
    {
        var linear = Channels(color).Select(channel => channel / 255d)
            .Select(share => share <= 0.04045 ? share / 12.92 : Math.Pow((share + 0.055) / 1.055, 2.4)).ToArray();
        return (0.2126 * linear[0]) + (0.7152 * linear[1]) + (0.0722 * linear[2]);
    }

    static int[] Channels(string color) =>
        [.. Enumerable.Range(0, 3).Select(index => int.Parse(color.AsSpan(1 + (index * 2), 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    [GeneratedRegex("^#[0-9a-fA-F]{6}$")]
    private static partial Regex Form();
}
