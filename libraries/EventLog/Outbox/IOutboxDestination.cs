using Google.Protobuf;

namespace Automation.EventLog.Outbox;

/// <summary>Where the rows of an outbox go: the service that takes them for good.</summary>
public interface IOutboxDestination<TMessage>
    where TMessage : class, IMessage<TMessage>
{
    /// <summary>Of what a row's payload is.</summary>
    MessageParser<TMessage> Parser { get; }

    /// <summary>Answers after the destination's own commit; taking a message twice must change nothing.</summary>
    /// <param name="messages">At least one, in order.</param>
    /// <param name="deadline">The answer must be there by then.</param>
    /// <param name="cancellationToken">Ends with the service.</param>
    /// <returns>Those that are refused for good, by their index, and why. All others are taken.</returns>
    /// <exception cref="Grpc.Core.RpcException">None is taken, or nobody knows.</exception>
    Task<IReadOnlyList<(int Index, string Reason)>> DeliverAsync(
        IReadOnlyList<TMessage> messages, DateTime deadline, CancellationToken cancellationToken);
}
