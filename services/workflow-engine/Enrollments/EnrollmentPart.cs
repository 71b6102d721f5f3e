using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Enrollments;

/// <summary>What is asked for once for all partitions: whoever is in some segments is to be entered into a workflow.</summary>
/// <param name="EnrollmentId">Its id.</param>
/// <param name="Version">What begins.</param>
/// <param name="Kind">What began it.</param>
/// <param name="SegmentIds">Whoever is in one of them is looked at.</param>
/// <param name="MaxPerMinute">So many are looked at in a minute, over all partitions; 0: as fast as it goes.</param>
/// <param name="DueTime">When it was due.</param>
sealed record EnrollmentOrder(
    Guid EnrollmentId, WorkflowVersion Version, EnrollmentKind Kind, IReadOnlyList<string> SegmentIds, int MaxPerMinute, DateTimeOffset DueTime);

/// <summary>How far one partition is with it. Written by the partition's owner alone.</summary>
/// <param name="Order">What is asked for.</param>
/// <param name="Partition">0 to 15.</param>
/// <param name="Sequence">Of the record that began it: members as of it are looked at.</param>
/// <param name="NextTime">When the next ones may be looked at.</param>
sealed record EnrollmentPart(EnrollmentOrder Order, int Partition, long Sequence, DateTimeOffset NextTime)
{
    /// <summary>The last one who was looked at; null: nobody was.</summary>
    public Guid? After { get; init; }

    /// <summary>How many there are; known once the first were looked at.</summary>
    public long MemberCount { get; init; }

    /// <summary>Whether nobody is left to be looked at.</summary>
    public bool IsDone { get; init; }

    // The record itself says that the log is complete up to it.
    static readonly TimeSpan s_justBefore = TimeSpan.FromMicroseconds(1);

    /// <summary>One that its record begins. The first ones of the partitions are spread over the time that one of them takes.</summary>
    public static EnrollmentPart Begin(EnrollmentOrder order, int partition, long sequence, DateTimeOffset logTime) =>
        new(order, partition, sequence, logTime - s_justBefore + Throttle.OffsetOf(partition, order.MaxPerMinute));
}
