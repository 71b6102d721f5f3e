using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles;

/// <summary>When something counts as having happened; see docs/event-time.md.</summary>
static class EventTime
{
    /// <summary>The earlier of what the sender says and the log time: a clock that runs ahead outlives nothing.</summary>
    public static Timestamp Of(Timestamp? occurTime, Timestamp logTime) =>
        occurTime is not null && Compare(occurTime, logTime) < 0 ? occurTime : logTime;

    public static Timestamp Of(LoggedEvent logged) => Of(logged.Event.OccurTime, logged.LogTime);

    public static int Compare(Timestamp left, Timestamp right) =>
        left.Seconds != right.Seconds ? left.Seconds.CompareTo(right.Seconds) : left.Nanos.CompareTo(right.Nanos);
}
