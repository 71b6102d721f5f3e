using Automation.ChannelDelivery.Links;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Sending;

/// <summary>The links that a message carries.</summary>
sealed class LinkMaker(LinkSigner signer, IOptions<LinksOptions> options)
{
    readonly string _base = options.Value.PublicUrl.TrimEnd('/');

    /// <summary>Leads back to the cart for a while.</summary>
    public Uri Recover(Message message, DateTimeOffset now) =>
        Link("r", message, LinkKind.Recover, now + options.Value.RecoverLifetime);

    /// <summary>Ends marketing on the message's channel, for ever.</summary>
    public Uri Unsubscribe(Message message) => Link("u", message, LinkKind.Unsubscribe, null);

    Uri Link(string path, Message message, LinkKind kind, DateTimeOffset? expireTime) => new(
        $"{_base}/{path}/{signer.Sign(new LinkToken(
            kind, message.ShopId, message.ShopperId, message.MessageId, message.Channel, expireTime))}");
}
