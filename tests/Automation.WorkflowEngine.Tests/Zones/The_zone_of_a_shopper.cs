using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Automation.WorkflowEngine.Zones;
using Google.Protobuf.WellKnownTypes;
using NodaTime.TimeZones;

namespace Automation.WorkflowEngine.Tests.Zones;

public sealed class The_zone_of_a_shopper
{
    [Theory]
    [InlineData("America/Denver", "DE", "Europe/London", "America/Denver", ZoneSource.Shopper)]
    [InlineData("US/Mountain", "DE", "Europe/London", "US/Mountain", ZoneSource.Shopper)]
    [InlineData("Middle/Earth", "DE", "Europe/London", "Europe/Berlin", ZoneSource.Country)]
    [InlineData(null, "se", "Europe/London", "Europe/Stockholm", ZoneSource.Country)]
    [InlineData(null, "US", "Europe/London", "America/New_York", ZoneSource.Country)]
    // Nobody can say for all of Antarctica.
    [InlineData(null, "AQ", "Europe/London", "Europe/London", ZoneSource.Shop)]
    [InlineData(null, "Germany", "Europe/London", "Europe/London", ZoneSource.Shop)]
    [InlineData("../../etc/passwd", null, "Europe/London", "Europe/London", ZoneSource.Shop)]
    [InlineData(null, null, "nowhere", "UTC", ZoneSource.None)]
    [InlineData(null, null, "", "UTC", ZoneSource.None)]
    public void Is_its_own_or_its_countrys_or_the_shops(string? own, string? country, string shop, string zone, ZoneSource source)
    {
        var profile = new Profile { Traits = new Struct() };
        if (own is not null)
            profile.Traits.Fields["time_zone"] = Value.ForString(own);
        if (country is not null)
            profile.Traits.Fields["country"] = Value.ForString(country);
        var found = ShopperZone.Of(profile, shop);
        Assert.Equal((zone, source), (found.Zone.Id, found.Source));
    }

    [Fact]
    public void Is_the_shops_where_nothing_is_known_of_the_shopper()
    {
        Assert.Equal("Europe/London", ShopperZone.Of(null, "Europe/London").Zone.Id);
        var odd = new Profile { Traits = new Struct { Fields = { ["time_zone"] = Value.ForNumber(1), ["country"] = Value.ForNull() } } };
        Assert.Equal("Europe/London", ShopperZone.Of(odd, "Europe/London").Zone.Id);
    }

    [Fact]
    public void Is_known_for_every_country_but_those_without_most_of_the_people_in_one()
    {
        var countries = TzdbDateTimeZoneSource.Default.ZoneLocations!.Select(location => location.CountryCode).Distinct().ToList();
        Assert.Equal(["AQ", "UM"], countries.Where(country => CountryZones.Of(country) is null).Order());
        Assert.All(countries, country => Assert.True(
            CountryZones.Of(country) is not { } zone
            || TzdbDateTimeZoneSource.Default.ZoneLocations!.Any(location => location.CountryCode == country && location.ZoneId == zone),
            $"{country} is given a zone of another country"));
        Assert.Matches(@"\A20\d\d[a-z]+\z", ShopperZone.DataVersion);
    }
}
