using Automation.Ingestion.Shops;
using Microsoft.EntityFrameworkCore;

namespace Automation.Ingestion.Storage;

/// <summary>Tables <c>shops</c> and <c>api_keys</c>, as calls are checked against them.</summary>
sealed class ShopStore(IDbContextFactory<IngestionContext> contexts) : IShopStore
{
    public async Task<bool> HasAsync(string shopId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Shops.AnyAsync(shop => shop.ShopId == shopId, cancellationToken);
    }

    public async Task<string?> FindByKeyAsync(byte[] secretHash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ApiKeys
            .Where(key => key.SecretHash == secretHash && key.RevokeTime == null)
            .Select(key => key.ShopId)
            .SingleOrDefaultAsync(cancellationToken);
    }
}
