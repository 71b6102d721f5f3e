using Automation.EventLog.Following;

namespace Automation.WorkflowEngine.Enrollments;

/// <summary>
/// How many members a partition may look at, so that all of them together keep to a number in a minute: each has an equal share,
/// for members are spread over the partitions by chance. Pure.
/// </summary>
static class Throttle
{
    // What was held up longer than this is not made up for, or an outage would end in a flood.
    static readonly TimeSpan s_slack = TimeSpan.FromSeconds(5);

    /// <summary>How many may be looked at now, at least one, and when the next may.</summary>
    /// <param name="next">When the next one was due, before now.</param>
    /// <param name="now">The instant up to which the log is complete.</param>
    /// <param name="maxPerMinute">Over all partitions; 0: any number.</param>
    /// <param name="most">So many at once at most.</param>
    public static (int Count, DateTimeOffset Next) Take(DateTimeOffset next, DateTimeOffset now, int maxPerMinute, int most)
    {
        if (maxPerMinute == 0)
            return (most, next);
        var interval = IntervalOf(maxPerMinute);
        var from = next > now - s_slack ? next : now - s_slack;
        var count = (int)Math.Min(most, 1 + ((now - from).Ticks / interval.Ticks));
        return (count, from + (count * interval));
    }

    /// <summary>When a partition begins, behind the others.</summary>
    public static TimeSpan OffsetOf(int partition, int maxPerMinute) => maxPerMinute == 0
        ? TimeSpan.Zero
        : Whole(IntervalOf(maxPerMinute) * partition / Partitions.Count);

    static TimeSpan IntervalOf(int maxPerMinute) => Whole(TimeSpan.FromMinutes(1) * Partitions.Count / maxPerMinute);

    // Stored instants are microseconds.
    static TimeSpan Whole(TimeSpan span) => TimeSpan.FromMicroseconds(Math.Ceiling(span.TotalMicroseconds));
}
