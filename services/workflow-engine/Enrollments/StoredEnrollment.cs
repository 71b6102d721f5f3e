namespace Automation.WorkflowEngine.Enrollments;

/// <summary>An enrollment as people see it.</summary>
/// <param name="Order">What is asked for.</param>
/// <param name="CreateTime">When it was taken down.</param>
/// <param name="MissedCount">Times of the schedule before it that are not made up for.</param>
/// <param name="SkipReason">Why it is not made up for itself; empty: it was begun.</param>
/// <param name="CancelTime">When it was cancelled; null: it was not.</param>
sealed record StoredEnrollment(EnrollmentOrder Order, DateTimeOffset CreateTime, int MissedCount, string SkipReason, DateTimeOffset? CancelTime)
{
    /// <summary>Partitions whose records have been read, and those that are through.</summary>
    public (int Begun, int Done) Partitions { get; init; }

    public long MemberCount { get; init; }

    /// <summary>Whether its workflow is paused.</summary>
    public bool IsPaused { get; init; }

    /// <summary>How many came in, under the empty reason, and how many did not.</summary>
    public IReadOnlyList<(string Reason, long Count)> Counts { get; init; } = [];
}
