using System.Collections.Frozen;
using NodaTime.TimeZones;

namespace Automation.WorkflowEngine.Zones;

/// <summary>The zone that a country has, or the one where most of its people live.</summary>
static class CountryZones
{
    // Countries with several zones, as far as one of them has most of the people. The others have too many to guess.
    static readonly FrozenDictionary<string, string> s_mostPeople = new Dictionary<string, string>
    {
        ["AR"] = "America/Argentina/Buenos_Aires",
        ["AU"] = "Australia/Sydney",
        ["BR"] = "America/Sao_Paulo",
        ["CA"] = "America/Toronto",
        ["CD"] = "Africa/Kinshasa",
        ["CL"] = "America/Santiago",
        ["CN"] = "Asia/Shanghai",
        ["CY"] = "Asia/Nicosia",
        ["DE"] = "Europe/Berlin",
        ["EC"] = "America/Guayaquil",
        ["ES"] = "Europe/Madrid",
        ["FM"] = "Pacific/Pohnpei",
        ["GL"] = "America/Nuuk",
        ["ID"] = "Asia/Jakarta",
        ["KI"] = "Pacific/Tarawa",
        ["KZ"] = "Asia/Almaty",
        ["MH"] = "Pacific/Majuro",
        ["MN"] = "Asia/Ulaanbaatar",
        ["MX"] = "America/Mexico_City",
        ["MY"] = "Asia/Kuala_Lumpur",
        ["NZ"] = "Pacific/Auckland",
        ["PF"] = "Pacific/Tahiti",
        ["PG"] = "Pacific/Port_Moresby",
        ["PS"] = "Asia/Gaza",
        ["PT"] = "Europe/Lisbon",
        ["RU"] = "Europe/Moscow",
        ["UA"] = "Europe/Kyiv",
        ["US"] = "America/New_York",
        ["UZ"] = "Asia/Tashkent",
        ["VN"] = "Asia/Ho_Chi_Minh",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    static readonly FrozenDictionary<string, string> s_only = TzdbDateTimeZoneSource.Default.ZoneLocations!
        .GroupBy(location => location.CountryCode)
        .Where(country => country.Count() == 1)
        .ToFrozenDictionary(country => country.Key, country => country.Single().ZoneId, StringComparer.OrdinalIgnoreCase);

    /// <param name="country">ISO 3166-1 alpha-2.</param>
    /// <returns>Null where there is no such country, or nobody can say.</returns>
    public static string? Of(string country) => s_mostPeople.GetValueOrDefault(country) ?? s_only.GetValueOrDefault(country);
}
