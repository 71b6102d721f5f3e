using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Automation.ServiceDefaults.Faults;

namespace Automation.ServiceDefaults.Paging;

/// <summary>
/// Opaque page tokens: where the page before ended, and a check that the token was answered for this very list.
/// It keeps mistakes out, not attackers: a list is read within the caller's shop whatever the token says.
/// </summary>
public static class PageToken
{
    const int CheckBytes = 8;

    // A place is a time and an id, or an id of at most 200 characters, as JSON.
    const int LongestToken = 2_000;

    /// <summary>A token that leads behind <paramref name="last"/>.</summary>
    /// <param name="last">Where the page ended.</param>
    /// <param name="list">What makes it this list: its name, the shop, the filters.</param>
    public static string Write<T>(T last, params ReadOnlySpan<string> list)
    {
        var place = JsonSerializer.SerializeToUtf8Bytes(last);
        return Base64Url.EncodeToString([.. Check(place, list), .. place]);
    }

    /// <summary>Where the page before ended; the default of its type for the first page.</summary>
    /// <exception cref="Fault">PAGE_TOKEN_INVALID: not one of ours, or of another list.</exception>
    public static T? Read<T>(string token, params ReadOnlySpan<string> list)
    {
        if (token.Length == 0)
            return default;
        if (token.Length <= LongestToken && Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            if (bytes.Length > CheckBytes && Check(bytes.AsSpan(CheckBytes), list).AsSpan().SequenceEqual(bytes.AsSpan(0, CheckBytes)))
                return JsonSerializer.Deserialize<T>(bytes.AsSpan(CheckBytes));
        }
        throw new Fault(
            FaultReasons.PageTokenInvalid, "page_token",
            "was not answered for this list; send next_page_token of the page before with the same filters, or none to begin.");
    }

    static byte[] Check(ReadOnlySpan<byte> place, ReadOnlySpan<string> list)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in list)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(part));
            hash.AppendData([0]);
        }
        hash.AppendData(place);
        return hash.GetHashAndReset()[..CheckBytes];
    }
}
