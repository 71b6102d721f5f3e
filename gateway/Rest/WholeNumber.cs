using System.Globalization;
using System.Numerics;
using System.Text;

namespace Automation.Gateway.Rest;

/// <summary>Whole numbers in JSON. All numbers pass through a double there, which holds every digit only up to 2^53.</summary>
static class WholeNumber
{
    // 2^53 has sixteen.
    const int FewestDigitsAtRisk = 16;

    // Beyond are only numbers that no double reaches, which the parser refuses.
    const int MostDigits = 310;

    /// <summary>Whether a number in JSON keeps its digits. What has decimals or an exponent says itself that it is no exact count.</summary>
    public static bool Survives(ReadOnlySpan<byte> json)
    {
        if (json.Length < FewestDigitsAtRisk)
            return true;
        if (json.IndexOf((byte)'.') is var point and >= 0)
        {
            if (json[(point + 1)..].ContainsAnyExcept((byte)'0'))
                return true;
            json = json[..point];
        }
        if (json.Length > MostDigits || json.ContainsAny((byte)'e', (byte)'E'))
            return true;
        var text = Encoding.ASCII.GetString(json);
        var exact = BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var kept = double.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        // Either the same number, or written again with the same digits: 1 and 23 zeros is 1E+23.
        return !double.IsFinite(kept)
            || exact == new BigInteger(kept)
            || exact == BigInteger.Parse(kept.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
