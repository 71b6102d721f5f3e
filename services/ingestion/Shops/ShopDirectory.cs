using System.Collections.Concurrent;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Ingestion.Shops;

/// <summary>Which shops there are. Shops never go, so a known one stays known; only services can name an unknown one.</summary>
sealed class ShopDirectory(IShopStore store)
{
    readonly ConcurrentDictionary<string, bool> _known = new();

    public async ValueTask<bool> HasAsync(string shopId, CancellationToken cancellationToken)
    {
        if (_known.ContainsKey(shopId))
            return true;
        if (shopId.Contains('\0'))
            return false;
        if (!await store.HasAsync(shopId, cancellationToken))
            return false;
        _known[shopId] = true;
        return true;
    }

    /// <summary>The shop that the credential opens, which is there.</summary>
    public async ValueTask<string> RequireAsync(ServerCallContext context)
    {
        var shopId = context.RequireShop();
        // A shop's own key opens only what is there.
        return !context.Caller().IsService || await HasAsync(shopId, context.CancellationToken)
            ? shopId
            : throw new Fault(FaultReasons.ShopUnknown, $"There is no shop '{shopId}'; create it with ShopService.CreateShop.")
            {
                Metadata = new Dictionary<string, string> { ["shop_id"] = shopId },
            };
    }
}
