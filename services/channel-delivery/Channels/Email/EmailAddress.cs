using System.Globalization;

namespace Automation.ChannelDelivery.Channels.Email;

/// <summary>Addresses that may be written into an SMTP command and a header without quoting.</summary>
static class EmailAddress
{
    // RFC 5321 §4.5.3.1.
    const int MaxLocal = 64;
    const int MaxLength = 254;
    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>
    /// The address with its domain in ASCII form. False when mail cannot go there: not <c>local@domain.tld</c>, a local
    /// part that would need quoting or SMTPUTF8, or anything that could end a line.
    /// </summary>
    public static bool TryNormalize(string text, out string address)
    {
        address = "";
        text = text.Trim();
        var at = text.LastIndexOf('@');
        if (at is < 1 or > MaxLocal || at == text.Length - 1 || !IsDotAtom(text.AsSpan(0, at)))
            return false;
        string domain;
        try
        {
            domain = Idn.GetAscii(text[(at + 1)..]).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return false;
        }
        address = $"{text[..at]}@{domain}";
        return address.Length <= MaxLength && IsDomain(domain);
    }

    /// <summary>The part behind the @.</summary>
    public static string DomainOf(string address) => address[(address.LastIndexOf('@') + 1)..];

    // RFC 5322 §3.2.3: atext without a dot at either end and without two in a row.
    static bool IsDotAtom(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
            return false;
        foreach (var letter in local)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && !"!#$%&'*+-/=?^_`{|}~.".Contains(letter, StringComparison.Ordinal))
                return false;
        }
        return true;
    }

    static bool IsDomain(string domain)
    {
        var labels = domain.Split('.');
        return labels.Length >= 2 && labels.All(label => label.Length is > 0 and <= 63
            && label[0] != '-' && label[^1] != '-'
            && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'));
    }
}
