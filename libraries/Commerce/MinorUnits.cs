using System.Collections.Frozen;

namespace Automation.Commerce;

/// <summary>
/// Decimals of the smallest unit that a currency is paid in, by ISO 4217 list one (maintained by SIX, as of January 2026).
/// Runtime data says this of cultures, not of currencies, and is not there in invariant mode.
/// </summary>
public static class MinorUnits
{
    const int Usual = 2;

    static readonly FrozenDictionary<string, int> s_unusual = new (int Decimals, string Codes)[]
    {
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    }.SelectMany(row => row.Codes.Split(' ').Select(code => KeyValuePair.Create(code, row.Decimals))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>2 for codes that are not in the list.</summary>
    public static int Of(string currencyCode) => s_unusual.GetValueOrDefault(currencyCode, Usual);
}
