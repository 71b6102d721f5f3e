namespace Automation.Sending;

/// <summary>A time of day, every day, in which nothing is sent. Pure calendar arithmetic, right across clock changes.</summary>
/// <param name="Start">First quiet minute, local.</param>
/// <param name="End">First minute that is not quiet, local; on the next day when before <paramref name="Start"/>.</param>
public sealed record QuietTime(TimeOnly Start, TimeOnly End)
{
    // Zones are 12 hours behind to 14 ahead; around a local time read as UTC these see the offsets before and after a change.
    static readonly int[] NearbyHours = [-26, -13, 0, 13, 26];

    /// <summary>Whether an instant is quiet in a zone.</summary>
    public bool Contains(DateTimeOffset instant, TimeZoneInfo zone)
    {
        var local = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(instant, zone).TimeOfDay);
        return Start < End ? local >= Start && local < End : local >= Start || local < End;
    }

    /// <summary>The first instant that is not quiet any more; null when <paramref name="instant"/> is not quiet.</summary>
    public DateTimeOffset? EndAfter(DateTimeOffset instant, TimeZoneInfo zone)
    {
        if (!Contains(instant, zone))
            return null;
        var end = instant;
        // More than once only where a clock change leads from the end of one quiet stretch into another.
        do
            end = NextOccurrence(End, end, zone);
        while (Contains(end, zone));
        return end;
    }

    // A time of day that a clock change skips occurs at the change; one that it repeats occurs twice.
    static DateTimeOffset NextOccurrence(TimeOnly time, DateTimeOffset after, TimeZoneInfo zone)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(after, zone).Date);
        for (var day = 0; ; day++)
        {
            var local = date.AddDays(day).ToDateTime(time);
            foreach (var occurrence in OccurrencesOf(local, zone))
            {
                if (occurrence > after)
                    return occurrence;
            }
        }
    }

    // By instants only: what TimeZoneInfo says of ambiguous and invalid local times is wrong for zones whose winter is
    // the exception (Africa/Casablanca, Europe/Dublin).
    static IEnumerable<DateTimeOffset> OccurrencesOf(DateTime local, TimeZoneInfo zone)
    {
        var near = new DateTimeOffset(local, TimeSpan.Zero);
        var occurrences = NearbyHours.Select(hours => zone.GetUtcOffset(near.AddHours(hours))).Distinct()
            .Select(offset => near - offset)
            .Where(instant => TimeZoneInfo.ConvertTime(instant, zone).DateTime == local)
            .Order()
            .ToList();
        return occurrences.Count > 0 ? occurrences : [ChangeAround(local, zone)];
    }

    // The instant at which local time jumps over `local`: found by halving, to the second, within two days.
    static DateTimeOffset ChangeAround(DateTime local, TimeZoneInfo zone)
    {
        var utc = new DateTimeOffset(local, TimeSpan.Zero);
        var (before, behind) = (utc.AddDays(-2), utc.AddDays(2));
        while (behind - before > TimeSpan.FromSeconds(1))
        {
            var middle = before + TimeSpan.FromSeconds(Math.Floor((behind - before).TotalSeconds / 2));
            if (TimeZoneInfo.ConvertTime(middle, zone).DateTime < local)
                before = middle;
            else
                behind = middle;
        }
        return behind;
    }
}
