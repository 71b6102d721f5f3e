namespace Automation.ChannelDelivery.Sending;

/// <summary>What is written with every decision.</summary>
/// <param name="Detail">What a person would ask next.</param>
/// <param name="Time">Shop clock.</param>
/// <param name="Position">The event position that the decision included.</param>
sealed record DecisionNote(string Detail, DateTimeOffset Time, long Position);

/// <summary>Back to the queue.</summary>
/// <param name="State">Pending or deferred.</param>
/// <param name="Reason">Why.</param>
/// <param name="DueTime">Shop clock: not before.</param>
/// <param name="RetryTime">Real clock: not before.</param>
/// <param name="Attempts">How often the provider was tried.</param>
/// <param name="Note">What is written with it.</param>
sealed record Postponement(
    MessageState State, string Reason, DateTimeOffset DueTime, DateTimeOffset RetryTime, int Attempts, DecisionNote Note);

/// <summary>The end.</summary>
/// <param name="State">Sent, dropped, failed or unknown.</param>
/// <param name="Reason">Why; empty when sent.</param>
/// <param name="Note">What is written with it.</param>
/// <param name="RefusedAddress">Nothing may go there any more; null: nothing of that kind.</param>
sealed record Settlement(MessageState State, string Reason, DecisionNote Note, string? RefusedAddress = null);
