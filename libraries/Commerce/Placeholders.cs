using System.Collections.Frozen;

namespace Automation.Commerce;

/// <summary>What senders write where they know nobody. Taken for a name, it would make all of them one shopper.</summary>
public static class Placeholders
{
    // What languages and libraries make of nothing, and what shops call who is not logged in. Only sure ones: who is really
    // called so cannot be told.
    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_names = new[]
    {
        "undefined", "null", "nil", "none", "nan", "n/a", "not set", "unset", "not available", "not provided", "not applicable", "-1",
        "false", "true", "unknown", "undefined undefined", "null null", "object object", "object null", "object undefined", "guest", "guest user",
        "guest_user", "anonymous", "anonymoususer",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> s_locals =
        new[] { "undefined", "null", "noemail", "no-email", "no_email" }
            .ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether an identifier names nobody, whatever its case and the blanks, brackets and quotes around it.</summary>
    public static bool Contains(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.Length > 0 && (IsNothing(value) || IsUnrendered(value) || s_names.Contains(value) || s_names.Contains(value.Trim("()[]{}<>\"'` ")));
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

    // Zeros, dashes, brackets: the nil UUID, 0.0, {}.
    static bool IsNothing(ReadOnlySpan<char> value)
    {
        foreach (var letter in value)
        {
            if (!char.IsAscii(letter) || char.IsAsciiLetter(letter) || letter is >= '1' and <= '9' || char.IsControl(letter))
                return false;
        }
        return true;
    }

    // A template that nobody filled in, or an object that was written as text.
    static bool IsUnrendered(ReadOnlySpan<char> value) =>
        IsWithin(value, "{{", "}}") || IsWithin(value, "${", "}") || IsWithin(value, "#{", "}") || IsWithin(value, "<%", "%>")
        || IsWithin(value, "{%", "%}") || IsWithin(value, "%%", "%%") || IsWithin(value, "*|", "|*") || IsWithin(value, "[[", "]]")
        || IsWithin(value, "[object ", "]");

    static bool IsWithin(ReadOnlySpan<char> value, string begin, string end) =>
        value.Length >= begin.Length + end.Length && value.StartsWith(begin, StringComparison.OrdinalIgnoreCase)
        && value.EndsWith(end, StringComparison.Ordinal);
}
