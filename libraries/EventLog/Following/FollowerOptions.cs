using Microsoft.Extensions.Options;

namespace Automation.EventLog.Following;

/// <summary>Section <c>Follower</c>, for all followers of a service.</summary>
public sealed class FollowerOptions
{
    /// <summary>Time between the beginnings of two batches. Longer is larger transactions and fewer of them: at 3,000 events/s 10 ms make 30 events a transaction.</summary>
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromMilliseconds(10);

    /// <summary>Records of one batch over all partitions. More is cheaper each, and more to do again after a failure.</summary>
    public int BatchRecords { get; set; } = 2_000;

    /// <summary>Records that wait in memory for a partition. More smooths bursts and costs memory.</summary>
    public int InboxRecords { get; set; } = 5_000;

    /// <summary>Bytes of such records, whichever comes first. As objects they take several times that: 16 × 5 MB are some 400 MB.</summary>
    public int InboxBytes { get; set; } = 5 << 20;

    /// <summary>How often the producer is asked for its heads.</summary>
    public TimeSpan HeadsInterval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a head may be ahead of what the bus brought before it is read from the producer. Must exceed Bus:BatchWindow.</summary>
    public TimeSpan GapTimeout { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How often a replica shows that it lives.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After this time without a heartbeat PostgreSQL frees a replica's partitions. At least three heartbeats.</summary>
    public TimeSpan SessionTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A partition on which records wait and which has not moved for so long makes the service's health Degraded. Above the longest retry delay, 5 s.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Wait before a failed batch is tried again; doubled each time up to 5 s.</summary>
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(100);
}

sealed class FollowerOptionsValidator : IValidateOptions<FollowerOptions>
{
    public ValidateOptionsResult Validate(string? name, FollowerOptions options)
    {
        if (options.SessionTimeout < 3 * options.Heartbeat)
            return ValidateOptionsResult.Fail("Follower:SessionTimeout must be at least three times Follower:Heartbeat.");
        if (options.BatchRecords < 1 || options.InboxRecords < options.BatchRecords)
            return ValidateOptionsResult.Fail("Follower:InboxRecords must be at least Follower:BatchRecords, and that at least 1.");
        if (options.InboxBytes < 1)
            return ValidateOptionsResult.Fail("Follower:InboxBytes must be at least 1.");
        if (options.HeadsInterval <= TimeSpan.Zero || options.Heartbeat <= TimeSpan.Zero || options.GapTimeout <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Follower:HeadsInterval, Heartbeat and GapTimeout must be above zero.");
        if (options.BatchInterval < TimeSpan.Zero || options.RetryDelay <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Follower:BatchInterval must not be negative, and Follower:RetryDelay must be above zero.");
        if (options.StallTimeout <= TimeSpan.Zero)
            return ValidateOptionsResult.Fail("Follower:StallTimeout must be above zero.");
        return ValidateOptionsResult.Success;
    }
}
