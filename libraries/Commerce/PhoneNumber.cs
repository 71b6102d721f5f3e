using System.Globalization;
using PhoneNumbers;

namespace Automation.Commerce;

/// <summary>The one form of a phone number: E.164.</summary>
public static class PhoneNumber
{
    /// <summary>Characters of the longest text that is read.</summary>
    public const int MaxLength = 50;

    static readonly PhoneNumberUtil Numbers = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// False when it is no whole international number, which begins with + or 00, such as one without area code, or has an
    /// extension: many people share those.
    /// </summary>
    public static bool TryNormalize(string text, out string number)
    {
        number = "";
        text = text.TrimAround().TrimStart('(');
        // Letters would be read as the keys that they stand on.
        if (text.Length is 0 or > MaxLength || text.Any(char.IsAsciiLetter) || International(text) is not { } international)
            return false;
        try
        {
            var parsed = Numbers.Parse(international, null);
            // What can be called only from nearby is possible, too, for those who ask less exactly.
            if (parsed.HasExtension || Numbers.IsPossibleNumberWithReason(parsed) is not PhoneNumberUtil.ValidationResult.IS_POSSIBLE)
                return false;
            number = Numbers.Format(parsed, PhoneNumberFormat.E164);
            return true;
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    static string? International(string text)
    {
        if (text[0] is '+' or '\uFF0B')
            return text;
        return text.Length > 2 && IsZero(text[0]) && IsZero(text[1]) ? $"+{text[2..]}" : null;
    }

    // In any script.
    static bool IsZero(char digit) => CharUnicodeInfo.GetDecimalDigitValue(digit) == 0;
}
