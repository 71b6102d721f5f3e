using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Channels;

/// <summary>Hands a message to the provider of one channel.</summary>
interface IChannelSender
{
    Channel Channel { get; }

    /// <summary>
    /// Tries once. Never throws for anything that the network or the provider does.
    /// </summary>
    /// <param name="message">What to send.</param>
    /// <param name="confirm">
    /// Asked once, right before the bytes that make it a message for the provider; after a no they are not written.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; what was or may have been sent by then is reported as such.</param>
    Task<SendResult> SendAsync(
        RenderedMessage message, Func<CancellationToken, ValueTask<bool>> confirm, CancellationToken cancellationToken);
}

/// <summary>A message as the shopper will see it.</summary>
/// <param name="MessageId">UUID; the same message is the same to the provider.</param>
/// <param name="FromName">Who it comes from.</param>
/// <param name="FromAddress">Its address.</param>
/// <param name="ToAddress">Where it goes.</param>
/// <param name="Subject">One line.</param>
/// <param name="Html">The rich part.</param>
/// <param name="Text">The plain part, saying the same.</param>
/// <param name="UnsubscribeUrl">Null for what one cannot unsubscribe from.</param>
/// <param name="Date">Shop clock.</param>
sealed record RenderedMessage(
    Guid MessageId,
    string FromName,
    string FromAddress,
    string ToAddress,
    string Subject,
    string Html,
    string Text,
    Uri? UnsubscribeUrl,
    DateTimeOffset Date);

/// <summary>How an attempt ended. A closed set: what may have reached the shopper is never mixed up with what cannot.</summary>
abstract record SendResult
{
    /// <summary>The provider has it and said so.</summary>
    public sealed record Sent(string Answer) : SendResult;

    /// <summary>The provider will never take it.</summary>
    /// <param name="Answer">What it said.</param>
    /// <param name="IsRecipientRefused">Whether that is about the address: nothing may go there any more.</param>
    public sealed record RefusedForGood(string Answer, bool IsRecipientRefused) : SendResult;

    /// <summary>The provider does not take it now.</summary>
    public sealed record RefusedForNow(string Answer) : SendResult;

    /// <summary>The provider was not reached, or not in full: it has no message.</summary>
    public sealed record NotReached(string Why) : SendResult;

    /// <summary>The last byte was or may have been written, and no answer was read.</summary>
    public sealed record Unclear(string Why) : SendResult;

    /// <summary><c>confirm</c> said no; the provider has no message.</summary>
    public sealed record Withheld : SendResult;
}
