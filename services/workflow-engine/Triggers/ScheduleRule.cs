using Automation.WorkflowEngine.Zones;
using Cronos;
using NodaTime;

namespace Automation.WorkflowEngine.Triggers;

/// <summary>When a schedule comes, and for whom.</summary>
/// <param name="segmentIds">Whoever is in one of them.</param>
/// <param name="excludedSegmentIds">Who is in one of them is held back.</param>
/// <param name="cron">Again and again; null: once.</param>
/// <param name="sendAt">When, if once.</param>
/// <param name="timeZone">Name of the zone of these; empty: the shop's.</param>
/// <param name="maxPerMinute">So many are looked at in a minute; 0: as fast as it goes.</param>
sealed class ScheduleRule(
    IReadOnlyList<string> segmentIds, IReadOnlyList<string> excludedSegmentIds, CronExpression? cron, LocalDateTime sendAt, string timeZone, int maxPerMinute)
{
    // A cron may have one time in a minute, and what is older than the longest max_age of a year is over in any case.
    const int MostMissed = 366 * 24 * 60;

    public IReadOnlyList<string> SegmentIds => segmentIds;

    public IReadOnlyList<string> ExcludedSegmentIds => excludedSegmentIds;

    public int MaxPerMinute => maxPerMinute;

    /// <summary>The first time behind an instant; null: there is none any more.</summary>
    /// <param name="instant">Some instant.</param>
    /// <param name="shopZone">Name of the shop's zone, where the schedule names none.</param>
    public DateTimeOffset? NextAfter(DateTimeOffset instant, string shopZone)
    {
        var zone = ShopperZone.Find(timeZone.Length > 0 ? timeZone : shopZone) ?? DateTimeZone.Utc;
        if (cron is null)
            return LocalTimes.InstantOf(sendAt, zone) is var once && once > instant ? once : null;
        // Cron counts local time as if no clock was ever moved, and the zone says when that is: as local times of waits are.
        var local = Instant.FromDateTimeOffset(instant).InZone(zone).LocalDateTime.ToDateTimeUnspecified();
        while (cron.GetNextOccurrence(DateTime.SpecifyKind(local, DateTimeKind.Utc)) is { } next)
        {
            // What the clocks show a second time has been; what they skip falls into one instant.
            if (LocalTimes.InstantOf(LocalDateTime.FromDateTime(next), zone) is var due && due > instant)
                return due;
            local = next;
        }
        return null;
    }

    /// <summary>What has come since an instant, of which only the last can be made up for.</summary>
    /// <returns>The last time up to now, null where none came, and how many came before it.</returns>
    public (DateTimeOffset? Last, int EarlierCount) Between(DateTimeOffset after, DateTimeOffset now, string shopZone)
    {
        DateTimeOffset? last = null;
        var count = 0;
        while (count < MostMissed && NextAfter(last ?? after, shopZone) is { } next && next <= now)
            (last, count) = (next, count + 1);
        return (last, Math.Max(0, count - 1));
    }
}
