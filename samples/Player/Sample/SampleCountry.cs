namespace Automation.Samples.Player.Sample;

/// <summary>What a country of the file is in ISO 3166-1 and in the time zone database.</summary>
sealed record SampleCountry(string Code, string TimeZone)
{
    // Of a country with several zones the one of its capital or largest city. 'Unspecified' and 'West Indies' are none.
    static readonly Dictionary<string, SampleCountry> s_known = new()
    {
        ["Australia"] = new("AU", "Australia/Sydney"),
        ["Austria"] = new("AT", "Europe/Vienna"),
        ["Bahrain"] = new("BH", "Asia/Bahrain"),
        ["Belgium"] = new("BE", "Europe/Brussels"),
        ["Bermuda"] = new("BM", "Atlantic/Bermuda"),
        ["Brazil"] = new("BR", "America/Sao_Paulo"),
        ["Canada"] = new("CA", "America/Toronto"),
        ["Channel Islands"] = new("JE", "Europe/Jersey"),
        ["Cyprus"] = new("CY", "Asia/Nicosia"),
        ["Denmark"] = new("DK", "Europe/Copenhagen"),
        ["EIRE"] = new("IE", "Europe/Dublin"),
        ["Finland"] = new("FI", "Europe/Helsinki"),
        ["France"] = new("FR", "Europe/Paris"),
        ["Germany"] = new("DE", "Europe/Berlin"),
        ["Greece"] = new("GR", "Europe/Athens"),
        ["Hong Kong"] = new("HK", "Asia/Hong_Kong"),
        ["Iceland"] = new("IS", "Atlantic/Reykjavik"),
        ["Israel"] = new("IL", "Asia/Jerusalem"),
        ["Italy"] = new("IT", "Europe/Rome"),
        ["Japan"] = new("JP", "Asia/Tokyo"),
        ["Korea"] = new("KR", "Asia/Seoul"),
        ["Lebanon"] = new("LB", "Asia/Beirut"),
        ["Lithuania"] = new("LT", "Europe/Vilnius"),
        ["Malta"] = new("MT", "Europe/Malta"),
        ["Netherlands"] = new("NL", "Europe/Amsterdam"),
        ["Nigeria"] = new("NG", "Africa/Lagos"),
        ["Norway"] = new("NO", "Europe/Oslo"),
        ["Poland"] = new("PL", "Europe/Warsaw"),
        ["Portugal"] = new("PT", "Europe/Lisbon"),
        ["RSA"] = new("ZA", "Africa/Johannesburg"),
        ["Singapore"] = new("SG", "Asia/Singapore"),
        ["Spain"] = new("ES", "Europe/Madrid"),
        ["Sweden"] = new("SE", "Europe/Stockholm"),
        ["Switzerland"] = new("CH", "Europe/Zurich"),
        ["Thailand"] = new("TH", "Asia/Bangkok"),
        ["USA"] = new("US", "America/New_York"),
        ["United Arab Emirates"] = new("AE", "Asia/Dubai"),
        ["United Kingdom"] = new("GB", "Europe/London"),
    };

    /// <summary>Null where the file does not say a country.</summary>
    public static SampleCountry? Find(string name) => s_known.GetValueOrDefault(name);
}
