using System.Globalization;

namespace Automation.Commerce;

/// <summary>What copying from a page or an address book leaves around a text.</summary>
static class Blanks
{
    /// <summary>Without white space and marks such as U+202A and U+FEFF at either end.</summary>
    public static string TrimAround(this string text)
    {
        var (start, end) = (0, text.Length);
        while (start < end && IsBlank(text[start]))
            start++;
        while (end > start && IsBlank(text[end - 1]))
            end--;
        return text[start..end];
    }

    static bool IsBlank(char letter) => char.IsWhiteSpace(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format;
}
