using Automation.Recommendations.Popularity;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Telemetry;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.EventLog.Following;
using Grpc.Core;

namespace Automation.Recommendations.Rpc;

/// <summary>Answers products that fit.</summary>
sealed class RecommendationRpc(
    ProductDayTable days,
    ShopLinks links,
    [FromKeyedServices(FollowerNames.Catalog)] IFollowerPositions positions,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    RecommendationsMetrics metrics)
    : RecommendationService.RecommendationServiceBase
{
    const int DefaultCount = 10;
    const int MaxCount = 100;
    const int MaxExcluded = 200;

    public override async Task<RecommendResponse> Recommend(RecommendRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        Check(request);
        if (request.MinPosition is not null)
            await positions.WaitForAsync("min_position", [request.MinPosition], context.CancellationToken);

        var count = request.ProductCount == 0 ? DefaultCount : Math.Min(request.ProductCount, MaxCount);
        var today = DateOnly.FromDateTime(shopClock.GetUtcNow().UtcDateTime);
        var ranking = await days.RankAsync(shopId, today, request.ExcludeProductIds, count, context.CancellationToken);
        var hosts = await links.HostsAsync(shopId);
        var response = new RecommendResponse();
        foreach (var ranked in ranking)
        {
            var product = ranked.Product.ToCatalogProduct(ranked.ProductId)!;
            product.Product.ProductUrl = hosts.Within(product.Product.ProductUrl) ?? "";
            response.Recommendations.Add(new Recommendation { Product = product, Score = (double)ranked.Score / PopularityScore.FullDay });
        }
        metrics.Recommended(response.Recommendations.Count);
        return response;
    }

    static void Check(RecommendRequest request)
    {
        if (request.Strategy is Strategy.Unspecified)
            throw Fault.Required("strategy");
        if (request.Strategy is not Strategy.Popular)
            throw Fault.Invalid("strategy", $"{(int)request.Strategy} is not a strategy of this version; use STRATEGY_POPULAR.");
        if (request.ProductCount < 0)
            throw Fault.Invalid("product_count", $"is {request.ProductCount}; it must not be negative. Send 0 for {DefaultCount} products.");
        if (request.ExcludeProductIds.Count > MaxExcluded)
            throw new Fault(
                FaultReasons.FieldTooLong, "exclude_product_ids", $"has {request.ExcludeProductIds.Count} ids; send at most {MaxExcluded}.");
        if (request.ExcludeProductIds.Any(productId => productId.Contains('\0')))
            throw Fault.Invalid("exclude_product_ids", "must not contain the character U+0000; remove it.");
    }
}
