using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Automation.Commerce.V1;
using Microsoft.Extensions.Options;

namespace Automation.ChannelDelivery.Links;

/// <summary>
/// Makes and opens link tokens: base64url of version, kind, channel, expiry, message, shopper, shop, and HMAC-SHA256
/// over all of it. They hold no address and no name.
/// </summary>
sealed class LinkSigner(IOptions<LinksOptions> options)
{
    const byte Version = 1;
    const int FixedLength = 1 + 1 + 1 + 8 + 16 + 16;
    const int MacLength = 32;
    // A shop id has at most 50 ASCII characters; 512 characters of base64url are far above and cost nothing to refuse.
    const int MaxLength = 512;

    readonly byte[] _key = LinkKeys.Derive(options.Value.SigningKey, "links");

    public string Sign(LinkToken token)
    {
        var shop = Encoding.UTF8.GetBytes(token.ShopId);
        var bytes = new byte[FixedLength + shop.Length + MacLength];
        bytes[0] = Version;
        bytes[1] = (byte)token.Kind;
        bytes[2] = (byte)token.Channel;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(3), token.ExpireTime?.ToUnixTimeSeconds() ?? 0);
        token.MessageId.TryWriteBytes(bytes.AsSpan(11), bigEndian: true, out _);
        token.ShopperId.TryWriteBytes(bytes.AsSpan(27), bigEndian: true, out _);
        shop.CopyTo(bytes, FixedLength);
        HMACSHA256.HashData(_key, bytes.AsSpan(0, bytes.Length - MacLength), bytes.AsSpan(bytes.Length - MacLength));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What the token says; null when it is not one of ours, letter for letter.</summary>
    public LinkToken? Open(string text)
    {
        if (text.Length is 0 or > MaxLength || text.Contains('=', StringComparison.Ordinal) || !Base64Url.IsValid(text))
            return null;
        var bytes = Base64Url.DecodeFromChars(text);
        // The last letter may hold bits that are not part of any byte; other spellings of the same bytes are not ours.
        if (bytes.Length < FixedLength + MacLength || bytes[0] != Version || Base64Url.EncodeToString(bytes) != text)
            return null;
        Span<byte> mac = stackalloc byte[MacLength];
        HMACSHA256.HashData(_key, bytes.AsSpan(0, bytes.Length - MacLength), mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes.AsSpan(bytes.Length - MacLength)))
            return null;
        var expiry = BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(3));
        return new LinkToken(
            (LinkKind)bytes[1],
            Encoding.UTF8.GetString(bytes.AsSpan(FixedLength, bytes.Length - FixedLength - MacLength)),
            new Guid(bytes.AsSpan(27, 16), bigEndian: true),
            new Guid(bytes.AsSpan(11, 16), bigEndian: true),
            (Channel)bytes[2],
            expiry == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(expiry));
    }
}
