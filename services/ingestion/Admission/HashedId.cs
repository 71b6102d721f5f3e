using System.Security.Cryptography;
using System.Text;

namespace Automation.Ingestion.Admission;

/// <summary>An id of a shop as it is stored where it is only compared: the first 16 bytes of SHA-256 of shop, a zero byte and id.</summary>
static class HashedId
{
    /// <param name="shopId">The shop.</param>
    /// <param name="id">At most 100 characters.</param>
    public static Guid Of(string shopId, string id)
    {
        // 50 characters of ASCII, the zero byte, and three bytes of UTF-8 for each UTF-16 unit at most.
        Span<byte> text = stackalloc byte[384];
        var length = Encoding.UTF8.GetBytes(shopId, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(id, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
