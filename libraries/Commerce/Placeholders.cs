using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Automation.Commerce;

/// <summary>What senders write where they know nobody. Taken for a name, it would make all of them one shopper.</summary>
public static class Placeholders
{
    // What languages and libraries make of nothing, and what shops call who is not logged in. Only sure ones: who is really
    // called so cannot be told.
    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_names = new[]
    {
        "undefined", "null", "nil", "none", "nan", "n/a", "not set", "notset", "not_set", "unset", "not available", "not provided", "not applicable", "-1",
        "false", "true", "unknown", "undefined undefined", "undefined_undefined", "null null", "null_null", "object object", "object null", "object undefined", "guest", "guest user",
        "guest_user", "anonymous", "anonymoususer", "not logged in", "not_logged_in", "infinity", "-infinity",
        // Of databases' and spreadsheets' exports.
        "\\N", "#N/A", "#REF!", "#NAME?", "#VALUE!", "#NULL!", "#NUM!", "#DIV/0!",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_locals =
        new[] { "undefined", "null", "noemail", "no-email", "no_email" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether an identifier names nobody, whatever its case and the blanks, brackets, quotes and invisible marks around it.</summary>
    public static bool Contains(ReadOnlySpan<char> value)
    {
        if (value.IsWhiteSpace())
            return false;
        value = TrimInvisible(value);
        return value.Length == 0 || (IsNothing(value) || IsUnrendered(value) || s_names.Contains(value) || s_names.Contains(value.Trim("()[]{}<>\"'` ")));
    }

    /// <summary>Whether a mailbox in its one form is nobody's, such as null@null.com.</summary>
    public static bool ContainsMailbox(ReadOnlySpan<char> mailbox)
    {
        var at = mailbox.LastIndexOf('@');
        var local = mailbox[..at];
        var domain = mailbox[(at + 1)..];
        return s_locals.Contains(local) || (s_names.Contains(local) && domain.StartsWith(local, StringComparison.Ordinal) && domain[local.Length] == '.');
    }

    /// <summary>Whether a number in E.164 is nobody's: nothing but zeros where the subscriber's digits are.</summary>
    public static bool ContainsNumber(ReadOnlySpan<char> number) => number.EndsWith("0000000", StringComparison.Ordinal);

    // A byte order mark or a zero-width space comes with what was copied or exported.
    static ReadOnlySpan<char> TrimInvisible(ReadOnlySpan<char> value)
    {
        while (value.Length > 0 && IsInvisible(value[0]))
            value = value[1..];
        while (value.Length > 0 && IsInvisible(value[^1]))
            value = value[..^1];
        return value;
    }

    static bool IsInvisible(char letter) => char.IsWhiteSpace(letter) || char.GetUnicodeCategory(letter) is UnicodeCategory.Format;

    // Zeros of any script, dashes, brackets: the nil UUID, 0.0, {}.
    static bool IsNothing(ReadOnlySpan<char> value)
    {
        foreach (var letter in value.EnumerateRunes())
        {
            var isNothing = Rune.IsDigit(letter)
                ? Rune.GetNumericValue(letter) == 0
                : letter.IsAscii && !Rune.IsLetter(letter) && !Rune.IsControl(letter);
            if (!isNothing)
                return false;
        }
        return true;
    }

    // A template that nobody filled in, or an object that was written as text.
    static bool IsUnrendered(ReadOnlySpan<char> value) =>
        IsWithin(value, "{{", "}}") || IsWithin(value, "${", "}") || IsWithin(value, "#{", "}") || IsWithin(value, "<%", "%>")
        || IsWithin(value, "{%", "%}") || IsWithin(value, "%%", "%%") || IsWithin(value, "*|", "|*") || IsWithin(value, "[[", "]]")
        || IsWithin(value, "[object ", "]") || IsWithin(value, "[Function: ", "]") || IsWithin(value, "[Function (", "]")
        || IsVariable(value, "{", "}") || IsVariable(value, "%", "%");

    // Of letters only: a UUID may stand in braces.
    static bool IsVariable(ReadOnlySpan<char> value, string begin, string end)
    {
        if (!IsWithin(value, begin, end))
            return false;
        foreach (var letter in value[begin.Length..^end.Length])
        {
            if (!char.IsAsciiLetter(letter) && letter is not ('_' or '.' or '-' or ' '))
                return false;
        }
        return true;
    }

    static bool IsWithin(ReadOnlySpan<char> value, string begin, string end) =>
        value.Length >= begin.Length + end.Length && value.StartsWith(begin, StringComparison.OrdinalIgnoreCase)
        && value.EndsWith(end, StringComparison.Ordinal);
}
