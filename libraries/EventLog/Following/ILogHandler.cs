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
    /// changes must be restorable by <see cref="Forget"/>. An exception undoes the whole transaction; the follower then
    /// isolates the failure to one record, or to the scheduled work of one partition.
    /// </summary>
    Task HandleAsync(BatchTransaction<TRecord> batch, CancellationToken cancellationToken);

    /// <summary>It is committed: now its results may leave, to the bus or a cache.</summary>
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

/// <summary>One fenced transaction: the records of some partitions and the positions that they lead to.</summary>
public sealed class BatchTransaction<TRecord>(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<PartitionBatch<TRecord>> batches)
    where TRecord : IMessage<TRecord>
{
    public NpgsqlConnection Connection { get; } = connection;

    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>The incarnation of the service's own log, read in this transaction; empty where it keeps none.</summary>
    public string OwnIncarnation { get; init; } = "";

    /// <summary>One for each partition of it; without records where only scheduled work brought it in.</summary>
    public IReadOnlyList<PartitionBatch<TRecord>> Batches { get; } = batches;
}

/// <summary>Consecutive records of one partition.</summary>
/// <param name="Partition">0 to 15.</param>
/// <param name="Before">Position before the first record.</param>
/// <param name="Records">In order; may be empty.</param>
/// <param name="Kind">Why they are here.</param>
/// <param name="IncludesScheduledWork">Whether the partition's scheduled work belongs into this batch. Not where a record is alone, to find out whether it is the one that fails.</param>
public sealed record PartitionBatch<TRecord>(
    int Partition, long Before, IReadOnlyList<TRecord> Records, PartitionBatchKind Kind = PartitionBatchKind.New, bool IncludesScheduledWork = false)
    where TRecord : IMessage<TRecord>
{
    /// <summary>Position after the last record.</summary>
    public long After => Kind is PartitionBatchKind.Retry || Records.Count == 0 ? Before : Last ?? Before + Records.Count;

    /// <summary>Sequence of the last record, where the log may jump to a new era in between.</summary>
    public long? Last { get; init; }
}

/// <summary>Why records are in a batch.</summary>
public enum PartitionBatchKind
{
    /// <summary>They are next in the log.</summary>
    New,

    /// <summary>The one record is being parked: never given to <c>HandleAsync</c>; <c>CommittedAsync</c> hands it downstream.</summary>
    Parked,

    /// <summary>The one record was parked and is tried again, out of order and without moving the position; downstream has it already.</summary>
    Retry,
}
