using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Automation.ServiceDefaults.Faults;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Pages of lists: sizes, and tokens that know which list they belong to.</summary>
static class Paging
{
    const int DefaultSize = 50;

    /// <summary>0 is the default; too big is clamped.</summary>
    public static int Size(int pageSize, int max)
    {
        if (pageSize < 0)
            throw Fault.Invalid("page_size", "must not be negative; leave it out for 50.");
        return pageSize == 0 ? DefaultSize : Math.Min(pageSize, max);
    }

    /// <summary>A token that leads behind <paramref name="last"/>.</summary>
    /// <param name="last">Where the page ended.</param>
    /// <param name="list">What makes it this list: shop and filters.</param>
    public static string Token<T>(T last, params string[] list) =>
        Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new Content<T>(Digest(list), last)));

    /// <summary>Where the page before ended; the default for the first page.</summary>
    public static T? After<T>(string token, params string[] list)
    {
        if (token.Length == 0)
            return default;
        try
        {
            if (JsonSerializer.Deserialize<Content<T>>(Base64Url.DecodeFromChars(token)) is { } content && content.List == Digest(list))
                return content.Last;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            // Told below.
        }
        throw new Fault(
            FaultReasons.PageTokenInvalid, "page_token", "was not answered for this list; repeat the request as it was, or begin without a token.");
    }

    static string Digest(string[] list) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', list))).AsSpan(0, 8));

    sealed record Content<T>(string List, T Last);
}
