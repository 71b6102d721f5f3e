using Automation.ChannelDelivery.Policies;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Sending;

public sealed class Quiet_hours
{
    static readonly QuietTime Night = new(new TimeOnly(22, 0), new TimeOnly(8, 0));

    [Fact]
    public void In_every_zone_the_end_is_the_first_minute_that_is_not_quiet()
    {
        // Fixed, so that a failure comes again.
        var random = new Random(20261122);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            for (var sample = 0; sample < 4; sample++)
                AssertAgreesWithTheClockOnTheWall(RandomQuiet(random), RandomMinute(random), zone);
        }
    }

    [Fact]
    public void Around_every_clock_change_of_2026_too()
    {
        var random = new Random(20261123);
        foreach (var zone in TimeZoneInfo.GetSystemTimeZones())
        {
            foreach (var change in ChangesOf(zone, 2026))
            {
                for (var sample = 0; sample < 12; sample++)
                {
                    var start = new TimeOnly(random.Next(0, 5), random.Next(0, 4) * 15);
                    var quiet = new QuietTime(start, start.AddMinutes(random.Next(1, 9) * 15));
                    AssertAgreesWithTheClockOnTheWall(quiet, change.AddMinutes(random.Next(-180, 180)), zone);
                }
            }
        }
    }

    [Theory]
    // Europe/Berlin, 29 March 2026: 02:00 becomes 03:00. 25 October: 03:00 becomes 02:00.
    [InlineData("22:00", "08:00", "2026-03-28T23:00:00Z", "2026-03-29T06:00:00Z")]
    [InlineData("22:00", "08:00", "2026-10-24T22:00:00Z", "2026-10-25T07:00:00Z")]
    [InlineData("00:00", "02:30", "2026-03-28T23:30:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("00:00", "02:30", "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z")]
    [InlineData("00:00", "02:30", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z")]
    public void An_end_in_the_hour_of_a_clock_change_is_found(string start, string end, string now, string expected)
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var quiet = new QuietTime(TimeOnly.Parse(start), TimeOnly.Parse(end));
        Assert.Equal(DateTimeOffset.Parse(expected), quiet.EndAfter(DateTimeOffset.Parse(now), berlin));
    }

    [Fact]
    public void A_day_that_never_was_is_passed_over()
    {
        // Samoa went from 29 to 31 December 2011. Midnight of the 31st, in the quiet night, is where the 30th would begin.
        var apia = TimeZoneInfo.FindSystemTimeZoneById("Pacific/Apia");
        var end = Night.EndAfter(DateTimeOffset.Parse("2011-12-30T09:30:00Z"), apia);
        Assert.Equal(DateTimeOffset.Parse("2011-12-30T18:00:00Z"), end);
    }

    [Fact]
    public void Outside_there_is_no_end() => Assert.Null(Night.EndAfter(Samples.Noon, TimeZoneInfo.Utc));

    // The definition, minute by minute, without any calendar arithmetic.
    static void AssertAgreesWithTheClockOnTheWall(QuietTime quiet, DateTimeOffset now, TimeZoneInfo zone)
    {
        DateTimeOffset? expected = null;
        if (IsQuiet(now))
        {
            expected = now;
            while (IsQuiet(expected.Value))
                expected = expected.Value.AddMinutes(1);
        }
        var end = quiet.EndAfter(now, zone);
        // Where the clock goes back from within the quiet time to before it, the time in between is not a pause.
        var goesBack = end is not null && zone.GetUtcOffset(end.Value) < zone.GetUtcOffset(now);
        var isRight = expected == end
            || (goesBack && end > expected && !IsQuiet(end!.Value) && WallOf(end.Value) == quiet.End && end - now < TimeSpan.FromHours(26));
        Assert.True(isRight, $"{zone.Id} {quiet} at {now:u}: expected {expected:u}, got {end:u}");

        TimeOnly WallOf(DateTimeOffset instant) => TimeOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);

        bool IsQuiet(DateTimeOffset instant)
        {
            var wall = WallOf(instant);
            return quiet.Start < quiet.End
                ? wall >= quiet.Start && wall < quiet.End
                : !(wall >= quiet.End && wall < quiet.Start);
        }
    }

    static IEnumerable<DateTimeOffset> ChangesOf(TimeZoneInfo zone, int year)
    {
        var hour = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (; hour.Year == year; hour = hour.AddHours(1))
        {
            if (zone.GetUtcOffset(hour) != zone.GetUtcOffset(hour.AddHours(1)))
                yield return hour.AddHours(1);
        }
    }

    static QuietTime RandomQuiet(Random random)
    {
        var start = new TimeOnly(random.Next(24), random.Next(60));
        return new QuietTime(start, start.AddMinutes(random.Next(1, 24 * 60)));
    }

    static DateTimeOffset RandomMinute(Random random) =>
        new DateTimeOffset(2015, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(random.Next(20 * 365 * 24 * 60));
}
