using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Telemetry;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Moves messages from stage to stage: into the send, to their end with the event that tells of it, or back to the queue.</summary>
sealed class MessageStages(
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
            ChannelDeliveryLog.TakenOver(logger, message.MessageId);
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
                ChannelDeliveryLog.OutcomeNotStored(logger, exception, message.MessageId);
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
            : DateTimeOffset.MinValue,
        message.Attempts,
        Note(later.Detail, later.Position)));

    async Task PostponeAsync(Message message, Postponement postponement)
    {
        if (await ledger.PostponeAsync(message, postponement, CancellationToken.None))
            metrics.Postponed(message.Channel, postponement.Reason);
        else
            ChannelDeliveryLog.TakenOver(logger, message.MessageId);
    }

    async Task EndAsync(Message message, Settlement settlement)
    {
        if (!await ledger.SettleAsync(message, settlement, SettledEvents.Of(message, settlement), CancellationToken.None))
        {
            ChannelDeliveryLog.TakenOver(logger, message.MessageId);
            return;
        }
        metrics.Settled(message.Channel, settlement.State.ToString().ToLowerInvariant(), settlement.Reason);
        if (settlement.State is MessageState.Sent)
            metrics.Sent(message.Channel, message.DecideTime);
        if (settlement.State is MessageState.Unknown)
            ChannelDeliveryLog.OutcomeUnknown(logger, message.ShopId, message.MessageId, settlement.Note.Detail);
        else if (settlement.State is MessageState.Failed)
            ChannelDeliveryLog.SendFailed(logger, message.ShopId, message.MessageId, settlement.Reason, settlement.Note.Detail);
    }

    DecisionNote Note(string detail, long position) => new(detail, shopClock.GetUtcNow(), position);
}
