using Automation.ChannelDelivery.Channels;

namespace Automation.ChannelDelivery.Sending;

/// <summary>What follows from an attempt: the end, or another try. One of the two is null.</summary>
/// <param name="End">The end.</param>
/// <param name="Retry">Another try.</param>
sealed record SendOutcome(Settlement? End, Postponement? Retry);

/// <summary>From the result of an attempt to what follows. A function of its arguments.</summary>
static class SendOutcomes
{
    /// <param name="message">The message, with this attempt counted.</param>
    /// <param name="result">How the attempt ended.</param>
    /// <param name="position">The event position of the pre-send check.</param>
    /// <param name="shopNow">Shop clock.</param>
    /// <param name="realNow">Real clock.</param>
    /// <param name="options">Limits.</param>
    /// <param name="chance">0 to 1, spreads the retries.</param>
    public static SendOutcome Next(
        Message message,
        SendResult result,
        long position,
        DateTimeOffset shopNow,
        DateTimeOffset realNow,
        SendingOptions options,
        double chance)
    {
        var isExhausted = message.Attempts >= options.MaxAttempts;
        return result switch
        {
            SendResult.Sent sent => End(MessageState.Sent, "", sent.Answer),
            SendResult.RefusedForGood { IsRecipientRefused: true } refused =>
                End(MessageState.Failed, SendReasons.RecipientRefused, refused.Answer),
            SendResult.RefusedForGood refused => End(MessageState.Failed, SendReasons.ProviderRefused, refused.Answer),
            SendResult.RefusedForNow refused => RetryOr(MessageState.Failed, SendReasons.ProviderBusy, refused.Answer),
            SendResult.NotReached failed => RetryOr(MessageState.Failed, SendReasons.ProviderUnreachable, failed.Why),
            // What cannot be taken back is not done twice, unless the shopper needs it.
            SendResult.Unclear unclear when AddressDecision.IsMarketing(message.Purpose) =>
                End(MessageState.Unknown, SendReasons.OutcomeUnclear, unclear.Why),
            SendResult.Unclear unclear => RetryOr(MessageState.Unknown, SendReasons.OutcomeUnclear, unclear.Why),
            SendResult.Withheld => new SendOutcome(null, new Postponement(
                MessageState.Deferred, SendReasons.CheckTooOld, message.DueTime, realNow, message.Attempts - 1, Note(""))),
            _ => throw new InvalidOperationException($"{result.GetType().Name} is not a result."),
        };

        SendOutcome End(MessageState state, string reason, string detail) => new(new Settlement(state, reason, Note(detail)), null);

        SendOutcome RetryOr(MessageState state, string reason, string detail) => isExhausted
            ? End(state, reason, $"given up after {message.Attempts} tries: {detail}")
            : new SendOutcome(null, new Postponement(
                MessageState.Deferred, reason, message.DueTime, realNow + RetryDelay(message.Attempts, options, chance),
                message.Attempts, Note(detail)));

        DecisionNote Note(string detail) => new(detail, shopNow, position);
    }

    /// <summary>Doubles from try to try up to the longest, and is spread over its upper half.</summary>
    public static TimeSpan RetryDelay(int attempts, SendingOptions options, double chance)
    {
        // 2^30 is far above any ratio of the two delays that makes sense, and no overflow.
        var delay = options.RetryDelay * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        return (delay < options.MaxRetryDelay ? delay : options.MaxRetryDelay) * (0.5 + chance / 2);
    }
}
