using System.Collections.Concurrent;

namespace Automation.Conditions.Evaluating;

/// <summary>Days in a time zone of the IANA database.</summary>
static class Zones
{
    // Names come from shoppers, too: no more than there are zones, by far, are kept.
    const int Most = 2_000;

    static readonly ConcurrentDictionary<string, TimeZoneInfo?> s_known = new(StringComparer.Ordinal);

    /// <summary>Null when there is no such zone.</summary>
    public static TimeZoneInfo? Find(string name)
    {
        if (s_known.TryGetValue(name, out var known))
            return known;
        // Names come from outside and reach the file system: nothing but the letters of IANA names may pass, and none for the machine's own.
        var isName = name.Length is > 0 and <= 64 && name is not ("Local" or "localtime" or "posixrules")
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+');
        var zone = isName && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var found) ? found : null;
        if (s_known.Count < Most)
            s_known[name] = zone;
        return zone;
    }

    public static DateOnly DayOf(long ticks, TimeZoneInfo zone) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(new DateTime(ticks, DateTimeKind.Utc), zone));

    /// <summary>The first instant whose day in the zone is this one or, where a zone left it out, a later one. In ticks of UTC.</summary>
    public static long StartOf(DateOnly day, TimeZoneInfo zone)
    {
        // By instants only, since local times may be there twice or not at all. No zone is a day away from UTC.
        var middle = day.ToDateTime(TimeOnly.MinValue).Ticks;
        var (before, at) = (Math.Max(0, middle - TimeSpan.TicksPerDay), Math.Min(DateTime.MaxValue.Ticks, middle + TimeSpan.TicksPerDay));
        while (at - before > 1)
        {
            var half = before + (at - before) / 2;
            if (DayOf(half, zone) < day)
                before = half;
            else
                at = half;
        }
        return at;
    }
}
