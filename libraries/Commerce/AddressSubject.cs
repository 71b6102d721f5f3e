using System.Security.Cryptography;
using System.Text;

namespace Automation.Commerce;

/// <summary>
/// An address as the subject of records: what is said of it stands in its own partition, whoever of the shop's shoppers
/// says it. Its id is derived, so that whoever knows the address knows the subject.
/// </summary>
public static class AddressSubject
{
    /// <summary>
    /// The first 16 bytes of SHA-256 of shop, a zero byte, the kind's digit, a zero byte and address in UTF-8, as a UUID of
    /// version 8 (RFC 9562): never that of a shopper, whose version is 7.
    /// </summary>
    /// <param name="shopId">The shop; without U+0000.</param>
    /// <param name="kind">Kind of the address.</param>
    /// <param name="address">In its one form: another spelling is another subject.</param>
    public static Guid Of(string shopId, AddressKind kind, string address)
    {
        var text = Encoding.UTF8.GetBytes($"{shopId}\0{(int)kind}\0{address}");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
