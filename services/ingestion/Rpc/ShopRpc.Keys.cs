using Automation.Ingestion.Admission;
using Automation.Ingestion.Shops;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Grpc.Core;
using Microsoft.EntityFrameworkCore;

namespace Automation.Ingestion.Rpc;

/// <content>Keys of a shop.</content>
sealed partial class ShopRpc
{
    public override async Task<CreateApiKeyResponse> CreateApiKey(CreateApiKeyRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        var violation = FieldRules.Uuid("request_id", request.RequestId) ?? FieldRules.Required("display_name", request.DisplayName, 100);
        if (violation is { } wrong)
            throw new Fault(wrong);
        var secret = ApiKeyRow.NewSecret();
        var key = new ApiKeyRow
        {
            KeyId = Guid.NewGuid(),
            ShopId = shopId,
            RequestId = Guid.ParseExact(request.RequestId, "D"),
            DisplayName = request.DisplayName,
            SecretHash = ApiKeyRow.HashOf(secret),
            CreateTime = shopClock.GetUtcNow().ToStoredPrecision(),
        };
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        database.ApiKeys.Add(key);
        if (!await TrySaveAsync(database, context.CancellationToken))
            throw new Fault(
                FaultReasons.AlreadyExists, "request_id",
                "has made a key already, which is not shown again; revoke that key if it is lost and use a new request_id.");
        return new CreateApiKeyResponse { ApiKey = key.ToApiKey(), Secret = secret };
    }

    public override async Task<ListApiKeysResponse> ListApiKeys(ListApiKeysRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        var size = PageSize.Of(request.PageSize);
        string[] list = ["keys", shopId];
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var keysOfShop = database.ApiKeys.Where(key => key.ShopId == shopId);
        if (PageToken.Read<KeyPlace>(request.PageToken, list) is (var time, var keyId))
            keysOfShop = keysOfShop.Where(key => key.CreateTime > time || (key.CreateTime == time && key.KeyId > keyId));
        // One more than asked tells whether this is the last page.
        var page = await keysOfShop.OrderBy(key => key.CreateTime).ThenBy(key => key.KeyId).Take(size + 1)
            .ToListAsync(context.CancellationToken);
        var response = new ListApiKeysResponse { ApiKeys = { page.Take(size).Select(key => key.ToApiKey()) } };
        if (page.Count > size)
            response.NextPageToken = PageToken.Write(new KeyPlace(page[size - 1].CreateTime, page[size - 1].KeyId), list);
        return response;
    }

    public override async Task<RevokeApiKeyResponse> RevokeApiKey(RevokeApiKeyRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        if (FieldRules.Uuid("key_id", request.KeyId) is { } violation)
            throw new Fault(violation);
        var keyId = Guid.ParseExact(request.KeyId, "D");
        await using var database = await contexts.CreateDbContextAsync(context.CancellationToken);
        var key = await database.ApiKeys.SingleOrDefaultAsync(
            row => row.KeyId == keyId && row.ShopId == shopId, context.CancellationToken) ?? throw Fault.NotFound("key", request.KeyId);
        if (key.RevokeTime is null)
        {
            key.RevokeTime = shopClock.GetUtcNow().ToStoredPrecision();
            await database.SaveChangesAsync(context.CancellationToken);
        }
        keys.Forget();
        return new RevokeApiKeyResponse { ApiKey = key.ToApiKey() };
    }

    public override async Task<ResolveApiKeyResponse> ResolveApiKey(ResolveApiKeyRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.Secret.Length == 0)
            throw Fault.Required("secret");
        // The asker remembers the answer for a while, so it must not be old already.
        var shopId = await keys.LookUpAsync(request.Secret, context.CancellationToken)
            ?? throw new Fault(FaultReasons.NotFound, "The key is unknown or revoked; use another key, or create one with ShopService.CreateApiKey.");
        return new ResolveApiKeyResponse { ShopId = shopId };
    }

    /// <summary>Where a page of keys ended.</summary>
    sealed record KeyPlace(DateTimeOffset CreateTime, Guid KeyId);
}
