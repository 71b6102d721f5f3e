using System.IO.Hashing;
using System.Text;

namespace Automation.EventLog.Following;

/// <summary>How shoppers and products spread over the logs.</summary>
public static class Partitions
{
    /// <summary>P: fixed at the first start, for ever.</summary>
    public const int Count = 16;

    /// <summary>XxHash64 of shop, a zero byte and subject, modulo P.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="subject">The shopper's UUID in its 36-character form, or the product's id.</param>
    public static int Of(string shopId, string subject)
    {
        Span<byte> buffer = stackalloc byte[512];
        var length = Encoding.UTF8.GetBytes(shopId, buffer);
        buffer[length++] = 0;
        length += Encoding.UTF8.GetBytes(subject, buffer[length..]);
        return (int)(XxHash64.HashToUInt64(buffer[..length]) % Count);
    }
}
