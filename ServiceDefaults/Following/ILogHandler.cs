using Google.Protobuf;
using Npgsql;

namespace Automation.ServiceDefaults.Following;

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
    /// Handles the slices, in order within each, by writing inside the turn's transaction only. Memory that it
    /// changes must be restorable by <see cref="Forget"/>. An exception undoes the whole turn; the follower then
    /// narrows it to one record, or to the due work of one partition.
    /// </summary>
    Task HandleAsync(Turn<TRecord> turn, CancellationToken cancellationToken);

    /// <summary>The turn is committed: now its results may leave, to the bus or a cache.</summary>
    Task CommittedAsync(Turn<TRecord> turn, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Drops what is in memory for these partitions: the commit failed, or they went to another replica. <see cref="TakeOverAsync"/> comes before they are used again.</summary>
    void Forget(IReadOnlyCollection<int> partitions)
    {
    }

    /// <summary>Whether there is work in a partition without a record, for example a due timer, now that its position is this. Asked often; must be quick.</summary>
    bool HasDueWork(int partition, long position) => false;
}

/// <summary>One fenced transaction: the records of some partitions and the positions that they lead to.</summary>
public sealed class Turn<TRecord>(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<Slice<TRecord>> slices)
    where TRecord : IMessage<TRecord>
{
    public NpgsqlConnection Connection { get; } = connection;

    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>One for each partition of the turn; without records where only due work brought it in.</summary>
    public IReadOnlyList<Slice<TRecord>> Slices { get; } = slices;
}

/// <summary>Consecutive records of one partition.</summary>
/// <param name="Partition">0 to 15.</param>
/// <param name="Before">Position before the first record.</param>
/// <param name="Records">In order; may be empty.</param>
/// <param name="Kind">Why they are here.</param>
/// <param name="DoesDueWork">Whether the partition's due work belongs into this turn. Not where a record is alone, to find out whether it is the one that fails.</param>
public sealed record Slice<TRecord>(
    int Partition, long Before, IReadOnlyList<TRecord> Records, SliceKind Kind = SliceKind.New, bool DoesDueWork = false)
    where TRecord : IMessage<TRecord>
{
    /// <summary>Position after the last record.</summary>
    public long After => Kind is SliceKind.Retry ? Before : Before + Records.Count;
}

/// <summary>Why records are in a turn.</summary>
public enum SliceKind
{
    /// <summary>They are next in the log.</summary>
    New,

    /// <summary>The one record is being parked: never given to <c>HandleAsync</c>; <c>CommittedAsync</c> hands it downstream.</summary>
    Parked,

    /// <summary>The one record was parked and is tried again, out of order and without moving the position; downstream has it already.</summary>
    Retry,
}
