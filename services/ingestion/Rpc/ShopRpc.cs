using Automation.Ingestion.Shops;
using Automation.Ingestion.Storage;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Automation.Ingestion.Rpc;

/// <summary>Shops; their keys beside.</summary>
sealed partial class ShopRpc(
    IDbContextFactory<IngestionContext> contexts,
    ShopDirectory shops,
    ShopKeys keys,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock) : ShopService.ShopServiceBase
{
    public override async Task<CreateShopResponse> CreateShop(CreateShopRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Shop is null)
            throw Fault.Required("shop");
        if (ShopRules.Check(request.Shop) is { } violation)
            throw new Fault(violation.Under("shop"));
        var shop = ShopRow.From(request.Shop, shopClock.GetUtcNow().ToStoredPrecision());
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        database.Shops.Add(shop);
        if (!await TrySaveAsync(database, context.CancellationToken))
        {
            database.ChangeTracker.Clear();
            shop = await database.Shops.SingleAsync(row => row.ShopId == request.Shop.ShopId, context.CancellationToken);
            if (!shop.IsMadeBy(request.Shop))
                throw new Fault(
                    FaultReasons.AlreadyExists, "shop.shop_id", $"'{shop.ShopId}' is the id of another shop; choose another id.");
        }
        return new CreateShopResponse { Shop = shop.ToShop() };
    }

    public override async Task<GetShopResponse> GetShop(GetShopRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var shop = await database.Shops.SingleAsync(row => row.ShopId == shopId, context.CancellationToken);
        return new GetShopResponse { Shop = shop.ToShop() };
    }

    public override async Task<UpdateShopResponse> UpdateShop(UpdateShopRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        if (request.Shop is null)
            throw Fault.Required("shop");
        if (request.Shop.ShopId.Length > 0 && request.Shop.ShopId != shopId)
            throw Fault.Invalid("shop.shop_id", "must be the credential's shop, or empty; it cannot be changed.");
        if (ShopFields.Asked(request.Shop, request.UpdateMask, out var fields) is { } unknown)
            throw new Fault(unknown);
        foreach (var field in fields)
        {
            if (ShopRules.Check(field, request.Shop) is { } violation)
                throw new Fault(violation.Under("shop"));
        }
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var shop = await database.Shops.SingleAsync(row => row.ShopId == shopId, context.CancellationToken);
        shop.Change(request.Shop, fields);
        // Writes the changed columns only: two who change different ones do not undo each other.
        await database.SaveChangesAsync(context.CancellationToken);
        return new UpdateShopResponse { Shop = shop.ToShop() };
    }

    /// <summary>False when a row of the same name is there already.</summary>
    static async Task<bool> TrySaveAsync(IngestionContext database, CancellationToken cancellationToken)
    {
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception)
            when (exception.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }
    }
}
