using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Moves messages from stage to stage: into the send, to their end with the event that tells of it, or back to the queue.</summary>
sealed partial class MessageStages(
    IMessageLedger ledger,
    DeliveryMetrics metrics,
    IOptions<SendingOptions> options,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<MessageStages> logger)
{
    static readonly TimeSpan StorePause = TimeSpan.FromMilliseconds(250);

    /// <summary>Marks a candidate as being sent; drops it when the cap was used up just now.</summary>
    public async Task<SendStart> BeginAsync(Candidate candidate)
    {
        var (message, permit) = (candidate.Message, candidate.Permit!);
        var note = Note("", permit.Position);
        var start = await ledger.BeginAsync(
            message, permit.Address, note, candidate.Remark, permit.Cap, options.Value.Lease, CancellationToken.None);
        if (start is SendStart.Capped)
            await EndAsync(message, MessageState.Dropped, SendReasons.FrequencyCapped, permit.Position);
        else if (start is SendStart.Lost)
            Lost(logger, message.MessageId);
        return start;
    }

    /// <summary>Writes what came of an attempt.</summary>
    /// <param name="message">The message, with the attempt counted.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="position">The event position of the pre-send check.</param>
    /// <param name="address">Where it went; null when that is not known any more.</param>
    public async Task FinishAsync(Message message, SendResult result, long position, string? address)
    {
        var outcome = SendOutcomes.Next(
            message, result, position, shopClock.GetUtcNow(), time.GetUtcNow(), options.Value, Random.Shared.NextDouble());
        var refused = result is SendResult.RefusedForGood { IsRecipientRefused: true } ? address : null;
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (outcome.Retry is { } retry)
                    await PostponeAsync(message, retry);
                else
                    await EndAsync(message, outcome.End! with { RefusedAddress = refused });
                return;
            }
            // The shopper may have the message by now. While the lease lasts the database gets another chance to learn
            // of it; after that whoever takes over can only call it unknown.
            catch (NpgsqlException exception) when (time.GetElapsedTime(began) < options.Value.Lease)
            {
                NotStored(logger, exception, message.MessageId);
                await Task.Delay(StorePause, time, CancellationToken.None);
            }
        }
    }

    /// <summary>Ends a message that was not sent.</summary>
    public Task EndAsync(Message message, MessageState state, string reason, long position, string detail = "") =>
        EndAsync(message, new Settlement(state, reason, Note(detail, position)));

    /// <summary>Back to the queue, as a decision says.</summary>
    public Task PostponeAsync(Message message, PreSendDecision.Later later) => PostponeAsync(message, new Postponement(
        MessageState.Deferred,
        later.Reason,
        later.Until ?? message.DueTime,
        // An instant of the shop clock is enough; a peer that does not answer needs a moment of real time.
        later.Until is null
            ? time.GetUtcNow() + SendOutcomes.RetryDelay(attempts: 1, options.Value, Random.Shared.NextDouble())
            : time.GetUtcNow(),
        message.Attempts,
        Note(later.Detail, later.Position)));

    async Task PostponeAsync(Message message, Postponement postponement)
    {
        if (await ledger.PostponeAsync(message, postponement, CancellationToken.None))
            metrics.Postponed(message.Channel, postponement.Reason);
        else
            Lost(logger, message.MessageId);
    }

    async Task EndAsync(Message message, Settlement settlement)
    {
        if (!await ledger.SettleAsync(message, settlement, SettledEvents.Of(message, settlement), CancellationToken.None))
        {
            Lost(logger, message.MessageId);
            return;
        }
        metrics.Settled(message.Channel, settlement.State.ToString().ToLowerInvariant(), settlement.Reason);
        if (settlement.State is MessageState.Sent)
            metrics.Sent(message.Channel, message.DecideTime);
        if (settlement.State is MessageState.Unknown)
            Unclear(logger, message.ShopId, message.MessageId, settlement.Note.Detail);
        else if (settlement.State is MessageState.Failed)
            Failed(logger, message.ShopId, message.MessageId, settlement.Reason, settlement.Note.Detail);
    }

    DecisionNote Note(string detail, long position) => new(detail, shopClock.GetUtcNow(), position);

    [LoggerMessage(5000, LogLevel.Information, "Message {MessageId} was taken over by another worker; this one leaves it alone.")]
    static partial void Lost(ILogger logger, Guid messageId);

    [LoggerMessage(5001, LogLevel.Warning, "Whether message {MessageId} of shop {ShopId} reached the provider is unknown; it is not sent again: {Detail}")]
    static partial void Unclear(ILogger logger, string shopId, Guid messageId, string detail);

    [LoggerMessage(5002, LogLevel.Warning, "Message {MessageId} of shop {ShopId} failed with {Reason}: {Detail}")]
    static partial void Failed(ILogger logger, string shopId, Guid messageId, string reason, string detail);

    [LoggerMessage(5003, LogLevel.Warning, "What came of message {MessageId} could not be stored yet; trying again.")]
    static partial void NotStored(ILogger logger, Exception exception, Guid messageId);
}
