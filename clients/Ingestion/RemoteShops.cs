using System.Collections.Concurrent;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Calling;
using Grpc.Core;

namespace Automation.Clients.Ingestion;

/// <summary>Knows the shops: who sends, from where, in which zone. Asks ingestion and remembers for a while.</summary>
public sealed class RemoteShops(ShopService.ShopServiceClient ingestion, TimeProvider time)
{
    // A shop's particulars change a few times a year; half a minute is soon enough.
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    // Bounded by the shops of the installation: only ids from our own log and our own links are asked for.
    readonly ConcurrentDictionary<string, (Shop? Shop, long Stamp)> _known = new();

    /// <summary>The shop; null when there is none.</summary>
    /// <exception cref="RpcException">It is not remembered, and ingestion does not answer.</exception>
    public async Task<Shop?> FindAsync(string shopId, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(shopId, out var known) && time.GetElapsedTime(known.Stamp) < Lifetime)
            return known.Shop;
        Shop? shop;
        try
        {
            shop = (await ingestion.GetShopAsync(new GetShopRequest(), ShopCall.For(shopId, cancellationToken))).Shop;
        }
        catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound)
        {
            shop = null;
        }
        _known[shopId] = (shop, time.GetTimestamp());
        return shop;
    }
}
