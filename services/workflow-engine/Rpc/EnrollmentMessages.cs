using Automation.WorkflowEngine.Enrollments;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Partitions = Automation.EventLog.Following.Partitions;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Enrollments as their contract says them.</summary>
static class EnrollmentMessages
{
    public static Enrollment Of(StoredEnrollment stored) => new()
    {
        EnrollmentId = stored.Order.EnrollmentId.ToString(),
        WorkflowId = stored.Order.Version.WorkflowId,
        WorkflowVersion = stored.Order.Version.Version,
        Kind = stored.Order.Kind,
        State = StateOf(stored),
        SkipReason = stored.SkipReason,
        MissedCount = stored.MissedCount,
        SegmentIds = { stored.Order.SegmentIds },
        MaxPerMinute = stored.Order.MaxPerMinute,
        DueTime = stored.Order.DueTime.ToTimestamp(),
        CreateTime = stored.CreateTime.ToTimestamp(),
        CancelTime = stored.CancelTime?.ToTimestamp(),
        Progress = new EnrollmentProgress
        {
            BegunPartitionCount = stored.Partitions.Begun,
            MemberCount = stored.MemberCount,
            HandledCount = stored.Counts.Sum(row => row.Count),
            EnteredCount = stored.Counts.FirstOrDefault(row => row.Reason.Length == 0).Count,
            HeldBack = { HeldBack(stored.Counts) },
        },
    };

    /// <summary>Those who were not entered, by reason.</summary>
    public static IEnumerable<HeldBack> HeldBack(IEnumerable<(string Reason, long Count)> counts) => counts
        .Where(row => row.Reason.Length > 0)
        .Select(row => new HeldBack { Reason = row.Reason, Count = row.Count });

    static EnrollmentState StateOf(StoredEnrollment stored) =>
        stored.SkipReason.Length > 0 ? EnrollmentState.Skipped
        : stored.CancelTime is not null ? EnrollmentState.Cancelled
        : stored.Partitions.Done == Partitions.Count ? EnrollmentState.Completed
        : stored.IsPaused ? EnrollmentState.Paused
        : EnrollmentState.Running;
}
