using System.Security.Cryptography;
using System.Text;

namespace Automation.Ingestion.Admission;

/// <summary>The idempotency key as it is stored: the first 16 bytes of SHA-256 of shop, a zero byte and event id.</summary>
static class EventKey
{
    public static Guid Of(string shopId, string eventId)
    {
        // 50 + 1 + 100 characters of ASCII at most.
        Span<byte> text = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(shopId, text);
        text[length++] = 0;
        length += Encoding.UTF8.GetBytes(eventId, text[length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..length], hash);
        return new Guid(hash[..16], bigEndian: true);
    }
}
