using System.Collections.Concurrent;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Credentials;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Automation.Clients.Ingestion;

/// <summary>Asks ingestion, and remembers the answer for a while.</summary>
sealed class RemoteApiKeys(ShopService.ShopServiceClient shops, IOptions<CredentialOptions> options, TimeProvider time) : IApiKeys
{
    // A flood of wrong keys must not fill the memory, nor must long ones: 10,000 entries of at most some 400 bytes are 4 MB.
    // Keys have 46 characters.
    const int Capacity = 10_000;
    const int LongestKey = 128;

    readonly ConcurrentDictionary<string, Entry> _known = new();

    public async ValueTask<string?> ResolveAsync(string secret, CancellationToken cancellationToken)
    {
        if (secret.Length > LongestKey)
            return null;
        var now = time.GetTimestamp();
        if (_known.TryGetValue(secret, out var entry) && time.GetElapsedTime(entry.Stamp, now) < options.Value.KeyLifetime)
            return entry.ShopId;

        string? shopId;
        try
        {
            var request = new ResolveApiKeyRequest { Secret = secret };
            shopId = (await shops.ResolveApiKeyAsync(request, cancellationToken: cancellationToken)).ShopId;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound)
        {
            shopId = null;
        }
        if (_known.Count >= Capacity)
            _known.Clear();
        _known[secret] = new Entry(shopId, now);
        return shopId;
    }

    readonly record struct Entry(string? ShopId, long Stamp);
}
