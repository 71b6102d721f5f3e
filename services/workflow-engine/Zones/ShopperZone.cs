using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using NodaTime;
using NodaTime.TimeZones;

namespace Automation.WorkflowEngine.Zones;

/// <summary>Where a shopper is.</summary>
/// <param name="Zone">Of the IANA database that this build comes with.</param>
/// <param name="Source">From where that is known.</param>
readonly record struct ShopperZone(DateTimeZone Zone, ZoneSource Source)
{
    /// <summary>Paths of the profile that are looked at.</summary>
    public static readonly string[] Paths = ["profile.traits.time_zone", "profile.traits.country"];

    /// <summary>Which database it is.</summary>
    public static string DataVersion => TzdbDateTimeZoneSource.Default.TzdbVersion;

    /// <summary>The zone of the shopper, else of the country, else of the shop, or what stands for it; a name that is none silences nobody.</summary>
    public static ShopperZone Of(Profile? profile, string shopZone)
    {
        if (Find(Trait(profile, "time_zone")) is { } own)
            return new(own, ZoneSource.Shopper);
        if (CountryZones.Of(Trait(profile, "country")) is { } country)
            return new(DateTimeZoneProviders.Tzdb[country], ZoneSource.Country);
        return Find(shopZone) is { } shops ? new(shops, ZoneSource.Shop) : new(DateTimeZone.Utc, ZoneSource.None);
    }

    /// <summary>A zone by its name; null when there is none.</summary>
    public static DateTimeZone? Find(string name) => name.Length == 0 ? null : DateTimeZoneProviders.Tzdb.GetZoneOrNull(name);

    static string Trait(Profile? profile, string name) =>
        profile?.Traits is { } traits && traits.Fields.TryGetValue(name, out var value) && value.KindCase is Value.KindOneofCase.StringValue
            ? value.StringValue.Trim()
            : "";
}
