using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Shops;

/// <summary>A key as it is stored: its secret only as a hash. 256 random bits need no salt and no slow hash.</summary>
sealed class ApiKeyRow
{
    const string Prefix = "ak_";
    const int SecretBytes = 32;

    public required Guid KeyId { get; init; }

    public required string ShopId { get; init; }

    public required Guid RequestId { get; init; }

    public required string DisplayName { get; init; }

    public required byte[] SecretHash { get; init; }

    public required DateTimeOffset CreateTime { get; init; }

    public DateTimeOffset? RevokeTime { get; set; }

    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether it can be a secret at all; what cannot is not looked up.</summary>
    public static bool IsWellFormed(string secret) =>
        secret.Length == Prefix.Length + Base64Url.GetEncodedLength(SecretBytes) && secret.StartsWith(Prefix, StringComparison.Ordinal);

    public ApiKey ToApiKey() => new()
    {
        KeyId = KeyId.ToString(),
        DisplayName = DisplayName,
        CreateTime = CreateTime.ToTimestamp(),
        RevokeTime = RevokeTime?.ToTimestamp(),
    };
}
