using System.Runtime.ExceptionServices;
using Google.Protobuf;
using Npgsql;

namespace Automation.EventLog.Following;

/// <summary>One fenced transaction: the records of some partitions and the positions that they lead to.</summary>
public sealed class BatchTransaction<TRecord>(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<PartitionBatch<TRecord>> batches)
    where TRecord : IMessage<TRecord>
{
    readonly List<RefusedRecord<TRecord>> _refused = [];

    BatchTransaction(BatchTransaction<TRecord> whole, IReadOnlyList<PartitionBatch<TRecord>> batches)
        : this(whole.Connection, whole.Transaction, batches) => (_refused, OwnIncarnation, Clock) = (whole._refused, whole.OwnIncarnation, whole.Clock);

    public NpgsqlConnection Connection { get; } = connection;

    public NpgsqlTransaction Transaction { get; } = transaction;

    /// <summary>The incarnation of the service's own log, read in this transaction; empty where it keeps none.</summary>
    public string OwnIncarnation { get; init; } = "";

    internal StepClock? Clock { get; init; }

    /// <summary>One for each partition of it; without records where only scheduled work brought it in, or they are parked.</summary>
    public IReadOnlyList<PartitionBatch<TRecord>> Batches { get; } = batches;

    /// <summary>What is parked by this transaction, in the order in which it was refused.</summary>
    public IReadOnlyList<RefusedRecord<TRecord>> Refused => _refused;

    /// <summary>
    /// For a handler that knows which record cannot be handled, and has written nothing of it: it is parked with the reason in this
    /// very transaction, and the others go on. Where that is no answer, the cause is thrown: of a retry, and of an unavailability.
    /// </summary>
    public void Park(int partition, TRecord record, Exception cause)
    {
        if (Batches is [{ Kind: PartitionBatchKind.Retry }] || Unavailability.Is(cause))
            ExceptionDispatchInfo.Throw(cause);
        _refused.Add(new(partition, record, cause));
    }

    /// <summary>A step of <see cref="BatchSteps"/> is done, which began when the one before was.</summary>
    public void EndStep(string step) => Clock?.End(step);

    /// <summary>The same transaction with what is left to handle.</summary>
    internal BatchTransaction<TRecord> WithoutRefused()
    {
        if (_refused.Count == 0)
            return this;
        var refused = _refused.Select(each => (object)each.Record).ToHashSet(ReferenceEqualityComparer.Instance);
        return new(this, [.. Batches.Select(each => each with { Records = [.. each.Records.Where(record => !refused.Contains(record))], Last = each.After })]);
    }
}

/// <summary>A record that could not be handled, and why.</summary>
public sealed record RefusedRecord<TRecord>(int Partition, TRecord Record, Exception Cause)
    where TRecord : IMessage<TRecord>
{
    /// <summary>As it is stored and listed.</summary>
    public string Reason => FailureText.Of(Cause);
}
