using Automation.ServiceDefaults.Faults;
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
    /// <returns>Those that are refused. All others are taken.</returns>
    /// <exception cref="Grpc.Core.RpcException">None is taken, or nobody knows.</exception>
    Task<IReadOnlyList<OutboxRefusal>> DeliverAsync(
        IReadOnlyList<TMessage> messages, DateTime deadline, CancellationToken cancellationToken);
}

/// <summary>A message that its destination does not take.</summary>
/// <param name="Index">Which of those that were delivered together.</param>
/// <param name="Reason">Why, for a person.</param>
/// <param name="MayPass">Whether it is refused for a clock or a version, which somebody sets right: then it is tried again. Else for good.</param>
public readonly record struct OutboxRefusal(int Index, string Reason, bool MayPass)
{
    /// <summary>Whether a refusal with this reason is about a clock or a version.</summary>
    /// <param name="reason">A reason of docs/errors.md.</param>
    /// <param name="field">What it is about; empty: not known.</param>
    public static bool Passes(string reason, string field) =>
        reason == FaultReasons.OccurTimeInFuture.Code || reason == FaultReasons.ActionUnknown.Code
        // As builds say it that have no reason of its own for that. An older contract drops the field that it does not know, so that the
        // action is missing there; a relay never sends an event without one.
        || (field == "action" && (reason == FaultReasons.FieldInvalid.Code || reason == FaultReasons.FieldRequired.Code));
}
