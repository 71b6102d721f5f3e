namespace Automation.ChannelDelivery.Sending;

/// <summary>
/// Shares messages among the workers of all processes: whoever claims one has it for a while. Who finds another claim token later
/// has lost the message and must not touch it.
/// </summary>
interface IMessageClaims
{
    /// <summary>Messages that are due and that nobody has, first due first.</summary>
    Task<List<Message>> ClaimDueAsync(DateTimeOffset shopNow, int limit, CancellationToken cancellationToken);

    /// <summary>Messages whose worker vanished while it sent them.</summary>
    Task<List<Message>> ClaimAbandonedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Prolongs a worker's claim on messages of one claim, and answers which of them are still its own.</summary>
    Task<HashSet<Guid>> RenewAsync(Guid claimToken, Guid[] messageIds, CancellationToken cancellationToken);

    /// <summary>Gives messages back untouched, for others to take at once.</summary>
    Task ReturnAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken);

    /// <summary>Gives a message back for later; those behind it are found first until then.</summary>
    /// <param name="message">Of this worker's claim. Once its send has begun it is not touched.</param>
    /// <param name="until">Real clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task SetAsideAsync(Message message, DateTimeOffset until, CancellationToken cancellationToken);
}
