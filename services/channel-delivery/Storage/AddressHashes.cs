using System.Security.Cryptography;
using System.Text;
using Automation.ChannelDelivery.Links;
using Automation.Commerce.V1;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Storage;

/// <summary>Addresses as keyed hashes: they survive an erasure and name nobody.</summary>
sealed class AddressHashes(IOptions<LinksOptions> options)
{
    // Named after what was kept by it first.
    readonly byte[] _key = LinkKeys.Derive(options.Value.SigningKey, "suppressions");

    /// <summary>The hash of an address in a shop; letters' case makes no other mailbox in practice.</summary>
    public byte[] Of(string shopId, Channel channel, string address) => HMACSHA256.HashData(
        _key, Encoding.UTF8.GetBytes($"{shopId}\n{(int)channel}\n{address.ToLowerInvariant()}"));

    /// <summary>Stands for whatever address the shopper had: no address looks like a UUID.</summary>
    public byte[] Of(string shopId, Channel channel, Guid shopperId) => Of(shopId, channel, shopperId.ToString());
}
