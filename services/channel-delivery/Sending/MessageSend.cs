using Automation.ChannelDelivery.Telemetry;
using System.Diagnostics;
using Automation.ChannelDelivery.Channels;
using Automation.ServiceDefaults.Telemetry;

namespace Automation.ChannelDelivery.Sending;

/// <summary>One message at the provider: marked as being sent, handed over, settled. In this order whatever happens.</summary>
sealed class MessageSend(
    PreSendCheck check, MessageStages stages, IEnumerable<IChannelSender> senders, ILogger<MessageSend> logger)
{
    /// <summary>Sends a checked and rendered message.</summary>
    /// <returns>False when the provider cannot be reached at all.</returns>
    public async Task<bool> SendAsync(Candidate candidate)
    {
        using var activity = EventActivity.Start("send message", candidate.Message.Traceparent, ActivityKind.Client);
        activity?.SetTag("automation.message_id", candidate.Message.MessageId);
        var message = candidate.Message with { Attempts = candidate.Message.Attempts + 1 };
        if (await BeginAsync(candidate, message) is not SendStart.Begun)
            return true;

        var sender = senders.Single(sender => sender.Channel == message.Channel);
        var result = await sender.SendAsync(candidate.Rendered!, token => ConfirmAsync(candidate, token), CancellationToken.None);
        activity?.SetTag("automation.send_result", result.GetType().Name);
        await stages.FinishAsync(message, result, candidate.Permit!.Position, candidate.Rendered!.ToAddress);
        return result is not SendResult.NotReached;
    }

    // A database that goes away at the commit may have the mark all the same. That nothing was sent on it only this worker
    // knows; whoever found it later would have to call it unknown.
    async Task<SendStart> BeginAsync(Candidate candidate, Message message)
    {
        try
        {
            return await stages.BeginAsync(candidate);
        }
        catch (Exception exception)
        {
            ChannelDeliveryLog.BeginNotConfirmed(logger, exception, message.MessageId);
            await stages.FinishAsync(message, new SendResult.Withheld(), candidate.Permit!.Position, null);
            throw;
        }
    }

    // Asked when everything but the last bytes is at the provider. A slow provider makes checks old; then the answer
    // is asked for anew, and only the very same message may go.
    async ValueTask<bool> ConfirmAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        if (check.IsFresh(candidate.Permit!))
            return true;
        try
        {
            var decision = (await check.AskAsync([candidate], cancellationToken))[0];
            if (decision is not PreSendDecision.Send allowed || !candidate.Fits(allowed) || !check.IsFresh(allowed.Permit))
                return false;
            candidate.Accept(allowed);
            return true;
        }
        // Whatever it is, nothing may go on it, and nothing has gone yet.
        catch (Exception exception)
        {
            ChannelDeliveryLog.NotCheckedAgain(logger, exception, candidate.Message.MessageId);
            return false;
        }
    }
}
