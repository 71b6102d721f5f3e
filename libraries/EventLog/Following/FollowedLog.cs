using Google.Protobuf;

namespace Automation.EventLog.Following;

/// <summary>A log as its followers see it: heads, pages, and records that know their place.</summary>
/// <param name="name">Its name on the bus.</param>
/// <param name="parser">Of its records.</param>
public abstract class FollowedLog<TRecord>(string name, MessageParser<TRecord> parser)
    where TRecord : IMessage<TRecord>
{
    public string Name => name;

    public MessageParser<TRecord> Parser => parser;

    /// <summary>How far it is, and which log it is.</summary>
    public abstract Task<FollowedHeads> HeadsAsync(CancellationToken cancellationToken);

    /// <summary>Records that the producer itself has yet to fold, where it keeps the log by following another one; else 0.</summary>
    public virtual Task<long> ProducerBehindAsync(CancellationToken cancellationToken) => Task.FromResult(0L);

    /// <summary>The next records after a sequence, consecutive but where an era begins; empty when there are none yet.</summary>
    public abstract Task<FollowedPage<TRecord>> ReadAsync(
        int partition, long afterSequence, int maxRecords, CancellationToken cancellationToken);

    /// <summary>Whether there is more than a place: a producer whose bytes are damaged has nothing else to tell.</summary>
    public abstract bool IsReadable(TRecord record);

    public abstract long SequenceOf(TRecord record);

    /// <summary>Empty when the record is not traced.</summary>
    public abstract string TraceparentOf(TRecord record);
}
