using Automation.WorkflowEngine.Zones;
using NodaTime;
using NodaTime.TimeZones;

namespace Automation.WorkflowEngine.Tests.Zones;

public sealed class Local_times
{
    // Rules of these years stand in every database, whichever the machine has.
    static readonly Interval s_years = new(Instant.FromUtc(2010, 1, 1, 0, 0), Instant.FromUtc(2023, 1, 1, 0, 0));
    static readonly HashSet<IsoDayOfWeek> s_everyDay = [.. Enum.GetValues<IsoDayOfWeek>()];

    static DateTimeOffset Next(string zone, string now, string time, params IsoDayOfWeek[] days) =>
        new LocalTimes(LocalTime.FromTimeOnly(TimeOnly.Parse(time)), days.Length > 0 ? days.ToHashSet() : s_everyDay)
            .NextAfter(DateTimeOffset.Parse(now), DateTimeZoneProviders.Tzdb[zone]);

    [Theory]
    [InlineData("Europe/Berlin", "2026-01-05T07:59:59Z", "09:00", "2026-01-05T08:00:00Z")]
    // At the very instant: the next day's.
    [InlineData("Europe/Berlin", "2026-01-05T08:00:00Z", "09:00", "2026-01-06T08:00:00Z")]
    [InlineData("Europe/Berlin", "2026-07-05T08:00:00Z", "09:00", "2026-07-06T07:00:00Z")]
    [InlineData("America/Los_Angeles", "2026-01-05T16:00:00Z", "09:00", "2026-01-05T17:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-01-05T09:00:00Z", "15:00", "2026-01-05T09:15:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-01-05T09:00:00Z", "00:00", "2026-01-05T10:00:00Z")]
    // The clocks go forward from 02:00 to 03:00: it ends as they do.
    [InlineData("Europe/Berlin", "2026-03-28T12:00:00Z", "02:30", "2026-03-29T01:00:00Z")]
    [InlineData("Europe/Berlin", "2026-03-29T01:00:00Z", "02:30", "2026-03-30T00:30:00Z")]
    // They go back from 03:00 to 02:00: the first of the two, and only that one.
    [InlineData("Europe/Berlin", "2026-10-24T12:00:00Z", "02:30", "2026-10-25T00:30:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T00:30:00Z", "02:30", "2026-10-26T01:30:00Z")]
    [InlineData("Europe/Berlin", "2026-10-25T00:45:00Z", "02:30", "2026-10-26T01:30:00Z")]
    // The gap begins at midnight.
    [InlineData("America/Santiago", "2026-09-05T12:00:00Z", "00:30", "2026-09-06T04:00:00Z")]
    // A change of half an hour.
    [InlineData("Australia/Lord_Howe", "2026-10-03T12:00:00Z", "02:15", "2026-10-03T15:30:00Z")]
    // Dublin's winter is the exception to its standard time.
    [InlineData("Europe/Dublin", "2026-10-24T12:00:00Z", "01:30", "2026-10-25T00:30:00Z")]
    public void End_at_the_first_such_instant_later_than_now(string zone, string now, string time, string due) =>
        Assert.Equal(DateTimeOffset.Parse(due), Next(zone, now, time));

    [Fact]
    public void Keep_to_the_days_of_the_week_where_the_shopper_is()
    {
        // Sunday in London, Monday in Auckland.
        Assert.Equal(DateTimeOffset.Parse("2026-01-04T20:00:00Z"), Next("Pacific/Auckland", "2026-01-04T12:00:00Z", "09:00", IsoDayOfWeek.Monday));
        Assert.Equal(DateTimeOffset.Parse("2026-01-11T20:00:00Z"), Next("Pacific/Auckland", "2026-01-04T20:00:00Z", "09:00", IsoDayOfWeek.Monday));
        Assert.Equal(
            DateTimeOffset.Parse("2026-01-09T09:00:00Z"), Next("Europe/London", "2026-01-05T09:00:00Z", "09:00", IsoDayOfWeek.Friday, IsoDayOfWeek.Saturday));
    }

    [Fact]
    public void Pass_over_a_day_that_a_zone_left_out()
    {
        // Samoa went from Thursday, 29 December 2011, to Saturday: that Friday never was.
        Assert.Equal(
            DateTimeOffset.Parse("2012-01-05T19:00:00Z"), Next("Pacific/Apia", "2011-12-29T12:00:00Z", "09:00", IsoDayOfWeek.Friday));
        Assert.Equal(DateTimeOffset.Parse("2011-12-30T19:00:00Z"), Next("Pacific/Apia", "2011-12-29T20:00:00Z", "09:00"));
    }

    [Fact]
    public void Are_right_in_every_zone_of_the_database_at_any_time()
    {
        var random = new Random(20260105);
        var checkedZones = 0;
        foreach (var id in DateTimeZoneProviders.Tzdb.Ids)
        {
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(id, out var system))
                continue;
            checkedZones++;
            var zone = DateTimeZoneProviders.Tzdb[id];
            // At any time, and around changes of the clocks, where it is hard.
            var nows = zone.GetZoneIntervals(s_years).Where(interval => interval.HasStart && s_years.Contains(interval.Start)).Select(interval => interval.Start)
                .OrderBy(_ => random.Next()).Take(6).SelectMany(change => new[] { change.Plus(Duration.FromMinutes(random.Next(-2_000, 2_000))), change })
                .Append(s_years.Start.Plus(Duration.FromMinutes(random.Next(0, 6_000_000))));
            foreach (var now in nows)
            {
                var time = new TimeOnly(random.Next(0, 10) < 7 ? random.Next(0, 4) : random.Next(4, 24), random.Next(0, 4) * 15);
                var days = random.Next(0, 2) == 0 ? s_everyDay : s_everyDay.Where(_ => random.Next(0, 3) == 0).Append((IsoDayOfWeek)random.Next(1, 8)).ToHashSet();
                var due = new LocalTimes(LocalTime.FromTimeOnly(time), days).NextAfter(now.ToDateTimeOffset(), zone);
                var expected = Reckon(now.ToDateTimeOffset(), time, days, system);
                Assert.True(due == expected, $"{id} {now} {time} {string.Join(' ', days)}: {due:O}, and by the machine's own rules {expected:O}");
            }
        }
        Assert.True(checkedZones > 400, $"only {checkedZones} zones are on this machine");
    }

    /// <summary>The same from another implementation and the machine's own data: by trying out instants, quarter by quarter.</summary>
    static DateTimeOffset Reckon(DateTimeOffset now, TimeOnly time, IReadOnlySet<IsoDayOfWeek> days, TimeZoneInfo zone)
    {
        DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;
        for (var day = DateOnly.FromDateTime(Local(now)).AddDays(-1); ; day = day.AddDays(1))
        {
            if (!days.Contains(day.DayOfWeek == DayOfWeek.Sunday ? IsoDayOfWeek.Sunday : (IsoDayOfWeek)(int)day.DayOfWeek))
                continue;
            var wanted = day.ToDateTime(time);
            var from = new DateTimeOffset(wanted, TimeSpan.Zero).AddHours(-30);
            // The first instant of the day at which the clocks show the time or, where they never do, a later one.
            var quarters = Enumerable.Range(0, 60 * 4).Select(quarter => from.AddMinutes(quarter * 15)).ToList();
            var hits = quarters.Where(instant => Local(instant) == wanted).ToList();
            var isDay = quarters.Any(instant => DateOnly.FromDateTime(Local(instant)) == day);
            if (!isDay)
                continue;
            // Some clocks change a minute after the full hour.
            var due = hits.Count > 0 ? hits[0] : Enumerable.Range(-14, 15)
                .Select(minute => quarters.First(instant => Local(instant) > wanted && Local(instant.AddMinutes(-15)) < wanted).AddMinutes(minute))
                .First(instant => Local(instant) > wanted);
            if (due > now)
                return due;
        }
    }
}
