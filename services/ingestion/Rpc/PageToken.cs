using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Automation.ServiceDefaults.Faults;

namespace Automation.Ingestion.Rpc;

/// <summary>
/// Opaque page tokens: where the page before ended, and a check that the token was answered for this very list.
/// It keeps mistakes out, not attackers: a list is read within the caller's shop whatever the token says.
/// </summary>
static class PageToken
{
    const int CheckBytes = 8;

    /// <param name="list">Names the list, for example shop and shopper.</param>
    /// <param name="place">Where the page ended.</param>
    public static string Write(string list, ReadOnlySpan<byte> place)
    {
        Span<byte> token = stackalloc byte[CheckBytes + place.Length];
        Check(list, place, token);
        place.CopyTo(token[CheckBytes..]);
        return Base64Url.EncodeToString(token);
    }

    public static string Write(string list, long place)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, place);
        return Write(list, bytes);
    }

    /// <exception cref="Fault">PAGE_TOKEN_INVALID.</exception>
    public static byte[] Read(string list, string token, int placeBytes)
    {
        // 24 bytes of place at most, of four characters for each three bytes.
        if (token.Length <= 64 && Base64Url.IsValid(token))
        {
            var bytes = Base64Url.DecodeFromChars(token);
            Span<byte> check = stackalloc byte[CheckBytes];
            if (bytes.Length == CheckBytes + placeBytes)
            {
                Check(list, bytes.AsSpan(CheckBytes), check);
                if (bytes.AsSpan(0, CheckBytes).SequenceEqual(check))
                    return bytes[CheckBytes..];
            }
        }
        throw new Fault(
            FaultReasons.PageTokenInvalid, "page_token", "was not answered for this list; send next_page_token of the page before, unchanged.");
    }

    public static long ReadInt64(string list, string token) =>
        BinaryPrimitives.ReadInt64BigEndian(Read(list, token, sizeof(long)));

    /// <summary>0 means 50; above 500 means 500.</summary>
    /// <exception cref="Fault">FIELD_INVALID.</exception>
    public static int PageSize(int asked) => asked switch
    {
        < 0 => throw Fault.Invalid("page_size", "must not be negative; 0 means 50."),
        0 => 50,
        _ => Math.Min(asked, 500),
    };

    static void Check(string list, ReadOnlySpan<byte> place, Span<byte> check)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(list));
        hash.AppendData([0]);
        hash.AppendData(place);
        hash.GetHashAndReset().AsSpan(0, CheckBytes).CopyTo(check);
    }
}
