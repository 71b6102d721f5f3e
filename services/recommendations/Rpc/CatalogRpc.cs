using Automation.Recommendations.Storage;
using Automation.Recommendations.Upserts;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Automation.Validation;
using Grpc.Core;

namespace Automation.Recommendations.Rpc;

/// <summary>Answers and puts products of the caller's shop.</summary>
sealed class CatalogRpc(
    ProductTable products, ProductUpserts upserts, [FromKeyedServices(FollowerNames.Catalog)] IFollowerPositions positions)
    : CatalogService.CatalogServiceBase
{
    const int MaxProducts = 500;
    const int MaxIdLength = 100;

    public override async Task<GetProductResponse> GetProduct(GetProductRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        CheckId("product_id", request.ProductId);
        if (request.MinPosition is not null)
            await positions.WaitForAsync("min_position", [request.MinPosition], context.CancellationToken);
        var known = await products.ReadAsync(shopId, [request.ProductId], context.CancellationToken);
        var product = known.GetValueOrDefault(request.ProductId)?.ToCatalogProduct(request.ProductId);
        return product is null
            ? throw Fault.NotFound("product", request.ProductId)
            : new GetProductResponse { Product = product };
    }

    public override async Task<BatchGetProductsResponse> BatchGetProducts(BatchGetProductsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.ProductIds.Count == 0)
            throw Fault.Required("product_ids");
        if (request.ProductIds.Count > MaxProducts)
            throw new Fault(FaultReasons.FieldTooLong, "product_ids", $"has {request.ProductIds.Count} ids; send at most {MaxProducts} at once.");
        for (var index = 0; index < request.ProductIds.Count; index++)
            CheckId($"product_ids[{index}]", request.ProductIds[index]);
        await positions.WaitForAsync("min_positions", request.MinPositions, context.CancellationToken);
        var known = await products.ReadAsync(shopId, request.ProductIds, context.CancellationToken);
        var response = new BatchGetProductsResponse();
        foreach (var productId in request.ProductIds)
        {
            var product = known.GetValueOrDefault(productId);
            if (product is { IsDeleted: true })
                response.DeletedProductIds.Add(productId);
            else if (product?.ToCatalogProduct(productId) is { } answered)
                response.Products.Add(answered);
        }
        return response;
    }

    public override async Task<UpsertProductsResponse> UpsertProducts(UpsertProductsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var violations = new ViolationList();
        if (!Guid.TryParseExact(request.RequestId, "D", out var requestId))
            violations.Invalid("request_id", "must be a UUID in its 36-character form; make one for each request and repeat the request with it.");
        ProductSpelling.Settle(request.Products);
        ProductRules.Check(request.Products, violations);
        if (violations.Found is [var first, ..])
        {
            throw new Fault(FaultReasons.FieldInvalid, $"No product was saved. {first.Field}: {first.Description}")
            {
                Violations = violations.Found,
                Metadata = new Dictionary<string, string> { ["field"] = first.Field },
            };
        }
        return await upserts.PutAsync(shopId, requestId, request.Products, context.CancellationToken);
    }

    static void CheckId(string field, string productId)
    {
        if (productId.Length == 0)
            throw Fault.Required(field);
        if (productId.Length > MaxIdLength && productId.EnumerateRunes().Count() > MaxIdLength)
            throw new Fault(FaultReasons.FieldTooLong, field, $"must have at most {MaxIdLength} characters; check the id.");
        if (productId.Contains('\0'))
            throw Fault.Invalid(field, "must not contain the character U+0000; remove it.");
    }
}
