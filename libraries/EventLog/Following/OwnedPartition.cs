using Google.Protobuf;

namespace Automation.EventLog.Following;

/// <summary>A partition whose lock this replica holds. Only the batch loop changes it.</summary>
sealed class OwnedPartition<TRecord>(int partition)
    where TRecord : IMessage<TRecord>
{
    public int Partition { get; } = partition;

    /// <summary>Whether position and the handler's memory are those of the database. Not before the take-over, nor after a failure.</summary>
    public bool IsTakenOver { get; set; }

    /// <summary>What comes next. Null until taken over, and again after a failure that may have been in between.</summary>
    public PartitionInbox<TRecord>? Inbox { get; set; }

    public long Position { get; set; }

    public long Epoch { get; set; }

    /// <summary>For the record that fails.</summary>
    public FailureSearch Search { get; set; }

    /// <summary>Its scheduled work failed or was in a batch that failed: it gets batches of its own until one succeeds.</summary>
    public bool IsScheduledWorkSuspect { get; set; }

    /// <summary>Timestamp before which its scheduled work is not tried again.</summary>
    public long ScheduledWorkCooldownUntil { get; set; }

    /// <summary>Timestamp before which it is not taken over again.</summary>
    public long TakeOverCooldownUntil { get; set; }
}
