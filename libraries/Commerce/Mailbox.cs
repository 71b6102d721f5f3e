using System.Buffers;
using System.Globalization;
using System.Text;

namespace Automation.Commerce;

/// <summary>
/// The one form of a mailbox, for knowing a shopper by it as for writing to it: local part in NFC with its ASCII letters
/// lower-cased, domain in ASCII form by UTS 46. Needs ICU: <c>InvariantGlobalization</c> is off in hosts that map.
/// </summary>
public static class Mailbox
{
    /// <summary>Characters of the longest mailbox, RFC 5321 §4.5.3.1.3.</summary>
    public const int MaxLength = 254;

    // RFC 5321 §4.5.3.1.1, in octets.
    const int MaxLocal = 64;

    const string AtomSymbols = "!#$%&'*+-/=?^_`{|}~";

    // The three characters beyond ASCII whose NFC is ASCII: Kelvin sign, Greek question mark, Greek varia.
    static readonly SearchValues<char> BecomeAscii = SearchValues.Create("\u212A\u037E\u1FEF");

    /// <summary>False when it is no <c>local@domain.tld</c>, has a local part that needs quoting, or could end a line.</summary>
    public static bool TryNormalize(string text, out string mailbox)
    {
        mailbox = "";
        text = text.TrimAround();
        var at = text.LastIndexOf('@');
        if (at < 1 || text.Length > MaxLength || !IsDotAtom(text.AsSpan(0, at)))
            return false;
        var local = LocalOf(text[..at]);
        if (Encoding.UTF8.GetByteCount(local) > MaxLocal || !DomainName.TryNormalize(text[(at + 1)..], out var domain)
            || local.Length + 1 + domain.Length > MaxLength)
            return false;
        mailbox = $"{local}@{domain}";
        return true;
    }

    /// <summary>Whether this host maps as it must; for its start.</summary>
    /// <exception cref="InvalidOperationException">ICU is missing.</exception>
    public static void RequireIcu() => DomainName.RequireIcu();

    /// <summary>Whether mail can go there without SMTPUTF8, which few servers take.</summary>
    /// <param name="mailbox">In its one form.</param>
    public static bool IsAscii(string mailbox) => Ascii.IsValid(mailbox);

    /// <summary>The part behind the @.</summary>
    public static string DomainOf(string mailbox) => mailbox[(mailbox.LastIndexOf('@') + 1)..];

    // Letters beyond ASCII stay what they are: by full lower-casing, or by NFC, the Kelvin sign would become a k, and with
    // it somebody else's mailbox.
    static string LocalOf(string local)
    {
        if (Ascii.IsValid(local))
            return local.ToLowerInvariant();
        var lowered = string.Create(local.Length, local, LowerAscii);
        return lowered.AsSpan().ContainsAny(BecomeAscii) ? lowered : lowered.Normalize(NormalizationForm.FormC);
    }

    static void LowerAscii(Span<char> into, string local)
    {
        for (var i = 0; i < local.Length; i++)
            into[i] = char.IsAsciiLetterUpper(local[i]) ? char.ToLowerInvariant(local[i]) : local[i];
    }

    // RFC 5322 §3.2.3 and RFC 6531 §3.3: atext, also beyond ASCII, without a dot at either end and without two in a row.
    static bool IsDotAtom(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var rune in local.EnumerateRunes())
        {
            if (!IsAtomText(rune))
                return false;
        }
        return true;
    }

    // The replacement character also stands for half a surrogate pair.
    static bool IsAtomText(Rune rune) => rune.IsAscii
        ? char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value == '.' || AtomSymbols.Contains((char)rune.Value)
        : rune != Rune.ReplacementChar
            && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}
