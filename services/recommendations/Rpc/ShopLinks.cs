using System.Collections.Concurrent;
using Automation.Clients.Ingestion;
using Automation.Recommendations.Links;
using Grpc.Core;

namespace Automation.Recommendations.Rpc;

/// <summary>
/// The hosts of shops. What was known of a shop is good until something newer is; only the first to ask for one waits for ingestion,
/// and not for ever. A shop of which nothing can be found out has no host.
/// </summary>
sealed class ShopLinks(RemoteShops shops, TimeProvider time)
{
    static readonly ShopHosts s_none = new("");
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);
    static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    // Bounded by the shops of the installation: only those of credentials are asked for.
    readonly ConcurrentDictionary<string, (ShopHosts Hosts, long Stamp)> _known = new();

    public async Task<ShopHosts> HostsAsync(string shopId, CancellationToken cancellationToken)
    {
        if (!_known.TryGetValue(shopId, out var known))
            return await FindAsync(shopId).WaitAsync(cancellationToken) ?? s_none;
        // Of those who see that it is old one asks, and nobody waits for the answer.
        if (time.GetElapsedTime(known.Stamp) >= Lifetime && _known.TryUpdate(shopId, (known.Hosts, time.GetTimestamp()), known))
            _ = FindAsync(shopId);
        return known.Hosts;
    }

    // Not with the caller's token: the answer serves the next caller too.
    async Task<ShopHosts?> FindAsync(string shopId)
    {
        using var timeout = new CancellationTokenSource(Timeout, time);
        try
        {
            var hosts = new ShopHosts((await shops.FindAsync(shopId, timeout.Token))?.StorefrontUrl ?? "");
            _known[shopId] = (hosts, time.GetTimestamp());
            return hosts;
        }
        catch (Exception exception) when (exception is RpcException or OperationCanceledException)
        {
            return null;
        }
    }
}
