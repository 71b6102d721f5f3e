using System.Globalization;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Tests;

public class Passing_time
{
    // Created ten days, last ordered thirty days before now, which is a Wednesday.
    readonly Shopper _shopper = new();

    [Theory]
    [InlineData("profile.create_time.in_last(\"10d\")", false)]
    [InlineData("profile.create_time.in_last(\"10d1s\")", true)]
    [InlineData("profile.create_time > now() - duration(\"10d\")", false)]
    [InlineData("profile.create_time >= now() - duration(\"10d\")", true)]
    [InlineData("profile.create_time < now()", true)]
    [InlineData("now() > profile.create_time", true)]
    [InlineData("profile.create_time == timestamp(\"2026-05-03T14:00:00+02:00\")", true)]
    [InlineData("profile.create_time.in_next(\"10d\")", false)]
    [InlineData("profile.traits.renewal.in_next(\"7d\")", true)]
    [InlineData("profile.traits.renewal.in_next(\"6d23h59m59s\")", false)]
    [InlineData("profile.traits.renewal.in_last(\"7d\")", false)]
    [InlineData("profile.create_time.in_this(\"month\", \"UTC\")", true)]
    [InlineData("profile.create_time.in_this(\"week\", \"UTC\")", false)]
    [InlineData("profile.order_summary.last_order_time.in_this(\"year\", \"UTC\")", true)]
    // The birthday is on Friday, the 15th of May.
    [InlineData("profile.traits.birthday.anniversary_in_this(\"week\", \"UTC\")", true)]
    [InlineData("profile.traits.birthday.anniversary_in_this(\"day\", \"UTC\")", false)]
    [InlineData("profile.traits.birthday.anniversary_in_this(\"month\", \"UTC\")", true)]
    [InlineData("profile.traits.birthday.anniversary_in_days(0, 2, \"UTC\")", true)]
    [InlineData("profile.traits.birthday.anniversary_in_days(0, 1, \"UTC\")", false)]
    [InlineData("profile.traits.birthday.anniversary_in_days(3, 7, \"UTC\")", false)]
    // The zone of a trait that is absent or names none.
    [InlineData("profile.traits.birthday.anniversary_in_this(\"week\", profile.traits.zone)", false)]
    [InlineData("profile.traits.birthday.anniversary_in_this(\"week\", profile.traits.city)", false)]
    [InlineData("profile.traits.birthday.anniversary_in_this(\"week\", profile.traits.zone.orValue(\"UTC\"))", true)]
    [InlineData("profile.traits.city.anniversary_in_this(\"week\", \"UTC\")", false)]
    public void Is_seen_by_conditions(string text, bool holds) => Assert.Equal(holds, _shopper.Holds(text));

    [Theory]
    [InlineData("profile.create_time.in_last(\"11d\")", "2026-05-14T12:00:00Z")]
    [InlineData("profile.create_time.in_last(\"5d\")", null)]
    [InlineData("profile.traits.renewal.in_next(\"2d\")", "2026-05-18T12:00:00Z")]
    [InlineData("profile.traits.renewal.in_next(\"30d\")", "2026-05-20T12:00:00Z")]
    [InlineData("profile.traits.renewal.in_last(\"2d\")", "2026-05-20T12:00:00Z")]
    [InlineData("profile.create_time > now() - duration(\"11d\")", "2026-05-14T12:00:00Z")]
    [InlineData("profile.create_time >= now() - duration(\"11d\")", "2026-05-14T12:00:00.0000001Z")]
    [InlineData("profile.create_time >= now() - duration(\"10d\")", "2026-05-13T12:00:00.0000001Z")]
    [InlineData("profile.create_time.in_this(\"month\", \"America/New_York\")", "2026-06-01T04:00:00Z")]
    [InlineData("profile.traits.birthday.anniversary_in_this(\"week\", \"Europe/Berlin\")", "2026-05-17T22:00:00Z")]
    [InlineData("profile.traits.birthday.anniversary_in_this(\"day\", \"Europe/Berlin\")", "2026-05-14T22:00:00Z")]
    [InlineData("profile.traits.birthday.anniversary_in_days(7, 7, \"UTC\")", "2027-05-08T00:00:00Z")]
    // Only when both hold can all hold; what never changes keeps the rest from mattering.
    [InlineData("profile.traits.renewal.in_next(\"2d\") && profile.traits.renewal.in_next(\"1d\")", "2026-05-19T12:00:00Z")]
    [InlineData("profile.traits.renewal.in_next(\"2d\") && false", null)]
    [InlineData("profile.traits.renewal.in_next(\"2d\") || true", null)]
    [InlineData("profile.traits.renewal.in_next(\"2d\") || profile.traits.renewal.in_next(\"1d\")", "2026-05-18T12:00:00Z")]
    [InlineData("profile.create_time.in_last(\"11d\") || profile.create_time.in_last(\"12d\")", "2026-05-15T12:00:00Z")]
    [InlineData("event.lines.exists(l, profile.create_time.in_last(\"11d\") || l.quantity == 2)", null)]
    [InlineData("event.lines.exists(l, profile.create_time.in_last(\"11d\") && l.quantity == 2)", "2026-05-14T12:00:00Z")]
    [InlineData("event.lines.all(l, profile.create_time.in_last(\"11d\") || l.quantity == 2)", "2026-05-14T12:00:00Z")]
    [InlineData("!profile.create_time.in_last(\"11d\")", "2026-05-14T12:00:00Z")]
    [InlineData("profile.traits.points > 1", null)]
    public void Changes_them_when_they_say(string text, string? instant) => Assert.Equal(
        instant is null ? null : DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), _shopper.NextChange(text));

    [Theory]
    // The night of the 29th of March has no hour from two to three in Berlin; Apia had no 30th of December 2011.
    [InlineData("2026-03-29T10:00:00Z", "Europe/Berlin", "2026-03-29T22:00:00Z")]
    [InlineData("2026-03-28T10:00:00Z", "Europe/Berlin", "2026-03-28T23:00:00Z")]
    [InlineData("2026-10-25T10:00:00Z", "Europe/Berlin", "2026-10-25T23:00:00Z")]
    [InlineData("2011-12-29T20:00:00Z", "Pacific/Apia", "2011-12-30T10:00:00Z")]
    // Midnight did not exist in Beirut on the 27th of March 2022: the day began at one.
    [InlineData("2022-03-26T10:00:00Z", "Asia/Beirut", "2022-03-26T22:00:00Z")]
    public void Begins_a_day_where_the_zone_does(string instant, string zone, string next)
    {
        var now = DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture);
        var shopper = new Shopper { Profile = new Profile { CreateTime = Timestamp.FromDateTimeOffset(now) } };

        Assert.True(shopper.Holds($"profile.create_time.in_this(\"day\", \"{zone}\")", now));
        Assert.Equal(
            DateTimeOffset.Parse(next, CultureInfo.InvariantCulture),
            shopper.NextChange($"profile.create_time.in_this(\"day\", \"{zone}\")", now));
    }

    [Theory]
    [InlineData("2000-02-29", "2026-02-28T12:00:00Z", true)]
    [InlineData("2000-02-29", "2026-03-01T12:00:00Z", false)]
    [InlineData("2000-02-29", "2028-02-29T12:00:00Z", true)]
    [InlineData("2000-02-29", "2028-02-28T12:00:00Z", false)]
    [InlineData("--02-29", "2026-02-28T12:00:00Z", true)]
    [InlineData("--12-31", "2026-12-31T12:00:00Z", true)]
    [InlineData("--13-31", "2026-12-31T12:00:00Z", false)]
    public void Brings_birthdays_back(string birthday, string instant, bool isToday)
    {
        var shopper = new Shopper { Profile = new Profile { Traits = new Struct { Fields = { ["born"] = Value.ForString(birthday) } } } };

        Assert.Equal(isToday, shopper.Holds(
            "profile.traits.born.anniversary_in_this(\"day\", \"UTC\")", DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Brings_a_birthday_of_the_turn_of_the_year_back_in_the_same_week()
    {
        var shopper = new Shopper { Profile = new Profile { Traits = new Struct { Fields = { ["born"] = Value.ForString("--01-01") } } } };

        // The 1st of January 2027 is a Friday: its week begins in the year before.
        Assert.True(shopper.Holds("profile.traits.born.anniversary_in_this(\"week\", \"UTC\")", new DateTimeOffset(2026, 12, 28, 0, 0, 0, TimeSpan.Zero)));
        Assert.False(shopper.Holds("profile.traits.born.anniversary_in_this(\"week\", \"UTC\")", new DateTimeOffset(2026, 12, 27, 23, 59, 59, TimeSpan.Zero)));
    }
}
