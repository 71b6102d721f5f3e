using System.Globalization;
using System.Text;

namespace Automation.Commerce;

/// <summary>Names of mail domains in their ASCII form.</summary>
static class DomainName
{
    const int MaxLabel = 63;

    static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <summary>False when it is no name of at least two labels that a mail server can have.</summary>
    public static bool TryNormalize(string text, out string domain)
    {
        domain = text;
        // What is plain ASCII is mapped by lower-casing alone, unless it says that it has been mapped already.
        if (Ascii.IsValid(text) && !text.Contains("xn--", StringComparison.OrdinalIgnoreCase))
        {
            domain = text.ToLowerInvariant();
            return IsWellFormed(domain);
        }
        try
        {
            domain = Idn.GetAscii(text).ToLowerInvariant();
            return IsWellFormed(domain);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    static bool IsWellFormed(ReadOnlySpan<char> domain)
    {
        var last = default(ReadOnlySpan<char>);
        var labels = 0;
        foreach (var range in domain.Split('.'))
        {
            last = domain[range];
            if (!IsLabel(last))
                return false;
            labels++;
        }
        // A last label of digits alone makes it an IP address.
        return labels >= 2 && last.ContainsAnyExceptInRange('0', '9');
    }

    static bool IsLabel(ReadOnlySpan<char> label)
    {
        if (label.Length is 0 or > MaxLabel || label[0] == '-' || label[^1] == '-')
            return false;
        foreach (var letter in label)
        {
            if (!char.IsAsciiLetterLower(letter) && !char.IsAsciiDigit(letter) && letter != '-')
                return false;
        }
        return true;
    }

    /// <summary>Without ICU the runtime silently maps by the older IDNA 2003, and mail would go elsewhere.</summary>
    public static void RequireIcu()
    {
        if (Idn.GetAscii("stra\u00DFe.example") != "xn--strae-oqa.example")
            throw new InvalidOperationException(
                "Domains cannot be mapped without ICU; set InvariantGlobalization to false in this host's project, and run ./install.sh.");
    }
}
