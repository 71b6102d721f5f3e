using Google.Protobuf;
using Grpc.Core;

namespace Automation.EventLog.Following;

/// <summary>Where to read on in a log.</summary>
/// <param name="Partition">0 to 15.</param>
/// <param name="AfterSequence">Records after this one; 0: from the beginning.</param>
/// <param name="MaxRecords">At most so many.</param>
public readonly record struct LogPageRequest(int Partition, long AfterSequence, int MaxRecords);

/// <summary>What one log has of its own: its producer, its RPCs and where a record of it carries its place. The client of the producer declares it.</summary>
public sealed record LogContract<TRecord>
    where TRecord : IMessage<TRecord>
{
    /// <summary>Its name on the bus.</summary>
    public required string Name { get; init; }

    /// <summary>The service that has the log, by its name in the AppHost.</summary>
    public required string Producer { get; init; }

    public required MessageParser<TRecord> Parser { get; init; }

    /// <summary>Asks for the last position of every partition, in order.</summary>
    public required Func<CallInvoker, CancellationToken, Task<FollowedHeads>> HeadsAsync { get; init; }

    /// <summary>Asks for the next records after a sequence; empty when there are none yet.</summary>
    public required Func<CallInvoker, LogPageRequest, CancellationToken, Task<FollowedPage<TRecord>>> ReadAsync { get; init; }

    /// <summary>Whether there is more than a place: a producer whose bytes are damaged has nothing else to tell.</summary>
    public required Func<TRecord, bool> IsReadable { get; init; }

    public required Func<TRecord, long> SequenceOf { get; init; }

    /// <summary>Empty when the record is not traced.</summary>
    public required Func<TRecord, string> TraceparentOf { get; init; }
}
