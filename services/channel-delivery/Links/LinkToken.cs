using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Links;

/// <summary>What a link does. The numbers are in links that were sent.</summary>
enum LinkKind : byte
{
    Recover = 1,
    Unsubscribe = 2,
}

/// <summary>What a link says, and nobody can change.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="ShopId">The shop.</param>
/// <param name="ShopperId">The shopper it was sent to.</param>
/// <param name="MessageId">The message it was sent in.</param>
/// <param name="Channel">The channel it was sent on.</param>
/// <param name="ExpireTime">Shop clock, to the second. Null: never.</param>
sealed record LinkToken(
    LinkKind Kind, string ShopId, Guid ShopperId, Guid MessageId, Channel Channel, DateTimeOffset? ExpireTime);
