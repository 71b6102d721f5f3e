using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Profiles;

/// <summary>Where an entry stands: by the record behind it, then among those of the record.</summary>
readonly record struct TimelinePlace(long Sequence, int Rank)
{
    /// <summary>Whether it is further down the list, which has the latest first.</summary>
    public bool IsBehind(TimelinePlace other) => Sequence < other.Sequence || (Sequence == other.Sequence && Rank > other.Rank);
}

/// <summary>A membership that began or ended.</summary>
readonly record struct TimelineChange(int Partition, long Sequence, DateTimeOffset Time, MembershipChange Change);

/// <summary>Merges what happened to a shopper. Pure.</summary>
static class Timeline
{
    /// <param name="history">In order of the log.</param>
    /// <param name="changes">In any order.</param>
    /// <param name="parked">Sequences of records that could not be folded.</param>
    /// <returns>Latest first; of one record first what it did, then what it was.</returns>
    public static IEnumerable<(TimelinePlace Place, TimelineEntry Entry)> Of(
        IEnumerable<LoggedEvent> history, IEnumerable<TimelineChange> changes, IReadOnlySet<long> parked)
    {
        var events = history.Where(logged => logged.Event is not null).Select(logged => new TimelineEntry
        {
            Position = new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence },
            LogTime = logged.LogTime,
            Event = logged.Event,
            Parked = parked.Contains(logged.Sequence),
        });
        var moves = changes.OrderBy(change => change.Change.SegmentId, StringComparer.Ordinal).Select(change => new TimelineEntry
        {
            Position = new LogPosition { Partition = change.Partition, Sequence = change.Sequence },
            LogTime = change.Time.ToTimestamp(),
            MembershipChange = change.Change,
        });
        return moves.Concat(events)
            .GroupBy(entry => entry.Position.Sequence)
            .OrderByDescending(group => group.Key)
            .SelectMany(group => group.Select((entry, rank) => (new TimelinePlace(group.Key, rank), entry)));
    }
}
