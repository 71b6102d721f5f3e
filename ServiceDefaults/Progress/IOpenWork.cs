namespace Automation.ServiceDefaults.Progress;

/// <summary>Scheduled work of a service, for ProgressService. Counts from the database, so that any replica can answer for all.</summary>
public interface IOpenWork
{
    /// <summary><c>timer</c>, <c>enrollment</c>, <c>outbox</c> or <c>message</c>.</summary>
    string Kind { get; }

    /// <summary>How many are due by an instant of the shop clock and not done, and when the next one after it is due.</summary>
    Task<(long OpenCount, DateTimeOffset? NextDueTime)> MeasureAsync(DateTimeOffset dueBy, CancellationToken cancellationToken);
}

/// <summary>How far a follower has come, over all partitions.</summary>
public interface IFollowerProgress
{
    /// <summary>Name of the follower.</summary>
    string Name { get; }

    /// <summary>Why it has stopped until an operator decides; empty: it has not.</summary>
    string StopReason { get; }

    /// <summary>What stands still though records wait, and the last failure; empty: nothing does.</summary>
    string StallReason { get; }

    /// <summary>Records between the stored positions and the producer's heads, asked now.</summary>
    Task<long> MeasureBehindAsync(CancellationToken cancellationToken);

    /// <summary>Parked and not resolved.</summary>
    Task<long> CountParkedAsync(CancellationToken cancellationToken);
}
