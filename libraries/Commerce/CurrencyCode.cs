using System.Buffers;
using Automation.Commerce.V1;

namespace Automation.Commerce;

/// <summary>The one form of a currency: three upper-case letters of ISO 4217.</summary>
public static class CurrencyCode
{
    const int Length = 3;

    // What templates and exports leave around a code.
    const string Marks = "()[]{}<>\"'`";

    static readonly SearchValues<char> s_letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Whether it is in its one form. Whether there is such a currency is not asked: there are new ones.</summary>
    public static bool IsNormal(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExceptInRange('A', 'Z');

    /// <summary>False when it is no code of three ASCII letters, whatever their case and the blanks, brackets and quotes around them.</summary>
    public static bool TryNormalize(string text, out string code)
    {
        code = text;
        if (IsNormal(text))
            return true;
        var letters = text.TrimAround().AsSpan().Trim(Marks).Trim();
        if (letters.Length != Length || letters.ContainsAnyExcept(s_letters))
            return false;
        code = letters.ToString().ToUpperInvariant();
        return true;
    }

    /// <summary>Gives an amount the one form of its currency; one that has none stays as it is.</summary>
    public static void Settle(Money? money)
    {
        if (money is not null && TryNormalize(money.CurrencyCode, out var code) && !ReferenceEquals(code, money.CurrencyCode))
            money.CurrencyCode = code;
    }
}
