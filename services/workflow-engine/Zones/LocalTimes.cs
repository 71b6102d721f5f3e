using NodaTime;
using NodaTime.TimeZones;

namespace Automation.WorkflowEngine.Zones;

/// <summary>A time of day on some days of the week.</summary>
/// <param name="time">In whole minutes.</param>
/// <param name="days">At least one.</param>
sealed class LocalTimes(LocalTime time, IReadOnlySet<IsoDayOfWeek> days)
{
    // The longest way to a given day of the week leads over one that a zone left out.
    const int FarthestDay = 15;

    // A time that the clocks skip is the instant at which they do, one that they show twice the first of the two.
    static readonly ZoneLocalMappingResolver s_resolver =
        Resolvers.CreateMappingResolver(Resolvers.ReturnEarlier, Resolvers.ReturnStartOfIntervalAfter);

    /// <summary>When a local time is.</summary>
    public static DateTimeOffset InstantOf(LocalDateTime local, DateTimeZone zone) => s_resolver(zone.MapLocal(local)).ToInstant().ToDateTimeOffset();

    /// <summary>The first such instant later than now.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now, DateTimeZone zone)
    {
        var instant = Instant.FromDateTimeOffset(now);
        var today = instant.InZone(zone).Date;
        for (var day = 0; day <= FarthestDay; day++)
        {
            var local = today.PlusDays(day).At(time);
            if (!days.Contains(local.DayOfWeek))
                continue;
            var mapping = zone.MapLocal(local);
            if (mapping.Count == 0 && IsLeftOut(local.Date, mapping))
                continue;
            var due = s_resolver(mapping).ToInstant();
            if (due > instant)
                return due.ToDateTimeOffset();
        }
        throw new InvalidOperationException($"No {time} comes within {FarthestDay} days after {now:O} in {zone.Id}.");
    }

    // Samoa crossed the date line at midnight and had no 30 December 2011.
    static bool IsLeftOut(LocalDate date, ZoneLocalMapping gap) =>
        gap.EarlyInterval.IsoLocalEnd <= date.AtMidnight() && gap.LateInterval.IsoLocalStart >= date.PlusDays(1).AtMidnight();
}
