using System.Collections.Concurrent;
using Automation.ServiceDefaults.Credentials;
using Microsoft.Extensions.Options;

namespace Automation.Ingestion.Shops;

/// <summary>Which shop a key opens, from the table, remembered for a moment.</summary>
sealed class ShopKeys(IShopStore store, IOptions<IngestionOptions> options, TimeProvider time) : IApiKeys
{
    // A flood of wrong keys must not fill the memory: 10,000 entries of some 200 bytes are 2 MB.
    const int Capacity = 10_000;

    readonly ConcurrentDictionary<string, Entry> _known = new();
    int _revocations;

    public async ValueTask<string?> ResolveAsync(string secret, CancellationToken cancellationToken)
    {
        if (!ApiKeyRow.IsWellFormed(secret))
            return null;
        var now = time.GetTimestamp();
        if (_known.TryGetValue(secret, out var entry) && time.GetElapsedTime(entry.Stamp, now) < options.Value.KeyLifetime)
            return entry.ShopId;

        var revocations = Volatile.Read(ref _revocations);
        var shopId = await LookUpAsync(secret, cancellationToken);
        if (_known.Count >= Capacity)
            _known.Clear();
        // What was read before a revocation must not be remembered after it.
        lock (_known)
        {
            if (revocations == _revocations)
                _known[secret] = new Entry(shopId, now);
        }
        return shopId;
    }

    /// <summary>What the table says now.</summary>
    public async Task<string?> LookUpAsync(string secret, CancellationToken cancellationToken) =>
        ApiKeyRow.IsWellFormed(secret) ? await store.FindByKeyAsync(ApiKeyRow.HashOf(secret), cancellationToken) : null;

    /// <summary>A key was revoked: nothing remembered is trusted any more.</summary>
    public void Forget()
    {
        lock (_known)
        {
            _revocations++;
            _known.Clear();
        }
    }

    readonly record struct Entry(string? ShopId, long Stamp);
}
