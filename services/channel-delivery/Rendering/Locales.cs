using System.Globalization;

namespace Automation.ChannelDelivery.Rendering;

/// <summary>Languages and the places where they are spoken, as shoppers' devices and templates name them (BCP 47).</summary>
static class Locales
{
    const int MaxLength = 35;

    /// <summary>The culture of a name such as <c>de-AT</c> or <c>de_AT</c>; null when ICU knows no such language.</summary>
    public static CultureInfo? Find(string? name)
    {
        if (name is not { Length: > 1 and <= MaxLength } || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            return null;
        try
        {
            var culture = CultureInfo.GetCultureInfo(name.Replace('_', '-'), predefinedOnly: false);
            // ICU makes up a culture for whatever is well-formed; of one that it does not know it knows no name.
            return culture.EnglishName.Length > 0 && !IsUnknown(culture) ? culture : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The language of a locale, such as <c>de</c>.</summary>
    public static string LanguageOf(string locale)
    {
        var end = locale.AsSpan().IndexOfAny('-', '_');
        return (end < 0 ? locale : locale[..end]).ToLowerInvariant();
    }

    /// <summary>Which of the locales suits a shopper: the very one, else the first of the language, else the first.</summary>
    public static int Choose(IReadOnlyList<string> locales, string? wanted)
    {
        if (string.IsNullOrEmpty(wanted))
            return 0;
        var name = wanted.Replace('_', '-');
        for (var index = 0; index < locales.Count; index++)
        {
            if (string.Equals(locales[index].Replace('_', '-'), name, StringComparison.OrdinalIgnoreCase))
                return index;
        }
        var language = LanguageOf(name);
        for (var index = 0; index < locales.Count; index++)
        {
            if (LanguageOf(locales[index]) == language)
                return index;
        }
        return 0;
    }

    /// <summary>How numbers and dates are set in a text: as the shopper has it, when that is the text's language.</summary>
    public static CultureInfo CultureOf(string textLocale, string? shoppers) =>
        Find(shoppers) is { } own && LanguageOf(own.Name) == LanguageOf(textLocale) ? own : Find(textLocale) ?? CultureInfo.InvariantCulture;

    static bool IsUnknown(CultureInfo culture) =>
        culture.ThreeLetterISOLanguageName.Length == 0 || culture.EnglishName.StartsWith("Unknown", StringComparison.Ordinal)
        || culture.EnglishName.Split(' ')[0].Equals(LanguageOf(culture.Name), StringComparison.OrdinalIgnoreCase);
}
