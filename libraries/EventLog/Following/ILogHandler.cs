using Google.Protobuf;
using Npgsql;

namespace Automation.EventLog.Following;

/// <summary>What a service does with the records of a log. All calls for one follower come one after the other.</summary>
public interface ILogHandler<TRecord>
    where TRecord : IMessage<TRecord>
{
    /// <summary>
    /// A partition became this replica's. Loads what the handler keeps in memory for it. Its state in the database
    /// cannot change from elsewhere until <see cref="Forget"/>.
    /// </summary>
    Task TakeOverAsync(int partition, NpgsqlConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Handles the batches, in order within each, by writing inside the transaction's transaction only. Memory that it
    /// changes must be restorable by <see cref="Forget"/>. A record that it can name it parks by
    /// <see cref="BatchTransaction{TRecord}.Park"/>. An exception undoes the whole transaction; the follower then searches for
    /// the one record, or the scheduled work of the one partition, that fails by itself. May come without any record.
    /// </summary>
    Task HandleAsync(BatchTransaction<TRecord> batch, CancellationToken cancellationToken);

    /// <summary>It is committed: now its results may leave, to the bus or a cache. What is parked goes downstream, too.</summary>
    Task CommittedAsync(BatchTransaction<TRecord> batch, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Drops what is in memory for these partitions: the commit failed, or they went to another replica. <see cref="TakeOverAsync"/> comes before they are used again.</summary>
    void Forget(IReadOnlyCollection<int> partitions)
    {
    }

    /// <summary>Whether there is work in a partition without a record, for example a due timer, now that its position is this. Asked often; must be quick.</summary>
    bool HasScheduledWork(int partition, long position) => false;

    /// <summary>
    /// So many records before a position may be handled again without any effect. They are when an operator adopts a log that was
    /// set back and whose numbers are given anew: what stands under them now may be another record.
    /// </summary>
    int HarmlessRepeats => 0;

    /// <summary>Takes what wakes the follower, to be called whenever <see cref="HasScheduledWork"/> may have become true while no record came. A second later it looks by itself.</summary>
    void WakeBy(Action wake)
    {
    }
}

/// <summary>Consecutive records of one partition.</summary>
/// <param name="Partition">0 to 15.</param>
/// <param name="Before">Position before the first record.</param>
/// <param name="Records">In order; may be empty.</param>
/// <param name="Kind">Why they are here.</param>
/// <param name="IncludesScheduledWork">Whether the partition's scheduled work belongs into this batch. Not while the record that fails is searched for.</param>
public sealed record PartitionBatch<TRecord>(
    int Partition, long Before, IReadOnlyList<TRecord> Records, PartitionBatchKind Kind = PartitionBatchKind.New, bool IncludesScheduledWork = false)
    where TRecord : IMessage<TRecord>
{
    /// <summary>Position after the last record.</summary>
    public long After => Kind is PartitionBatchKind.Retry ? Before : Last ?? Before + Records.Count;

    /// <summary>Sequence of the last record, also of one that is parked: the log may jump to a new era in between.</summary>
    public long? Last { get; init; }
}

/// <summary>Why records are in a batch.</summary>
public enum PartitionBatchKind
{
    /// <summary>They are next in the log.</summary>
    New,

    /// <summary>The one record was parked and is tried again, out of order and without moving the position; downstream has it already.</summary>
    Retry,
}
