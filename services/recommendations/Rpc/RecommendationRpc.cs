using Automation.Recommendations.Models;
using Automation.Recommendations.Models.Feeding;
using Automation.Recommendations.Models.Sessions;
using Automation.Recommendations.Storage;
using Automation.Recommendations.Suggesting;
using Automation.Recommendations.Telemetry;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.EventLog.Following;
using Grpc.Core;

namespace Automation.Recommendations.Rpc;

/// <summary>Answers products that fit.</summary>
sealed class RecommendationRpc(
    Suggestions suggestions,
    SessionStore sessions,
    ModelFeed feed,
    InterestTable interests,
    ShopLinks links,
    [FromKeyedServices(FollowerNames.Catalog)] IFollowerPositions positions,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    RecommendationsMetrics metrics)
    : RecommendationService.RecommendationServiceBase
{
    const int MaxCount = 100;
    const int MaxOrdered = 1_000;

    public override async Task<RecommendResponse> Recommend(RecommendRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RecommendationRules.Check(request, suggestions.Known);
        if (request.MinPosition is not null)
        {
            await positions.WaitForAsync("min_position", [request.MinPosition], context.CancellationToken);
            await feed.RefreshAsync(context.CancellationToken);
        }
        var asked = await ContextAsync(shopId, request, context.CancellationToken);
        var count = request.ProductCount == 0 ? RecommendationRules.DefaultCount : Math.Min(request.ProductCount, MaxCount);
        var found = await suggestions.SuggestAsync(asked, request.Strategy, count, !request.NoFallback, context.CancellationToken);

        var hosts = await links.HostsAsync(shopId, context.CancellationToken);
        var response = new RecommendResponse();
        foreach (var suggestion in found)
        {
            var product = suggestion.Product.ToCatalogProduct(suggestion.ProductId)!;
            product.Product.ProductUrl = hosts.Within(product.Product.ProductUrl) ?? "";
            response.Recommendations.Add(
                new Recommendation { Product = product, Score = suggestion.Score, Strategy = suggestion.Strategy });
            metrics.Recommended(suggestion.Strategy);
        }
        metrics.Answered(response.Recommendations.Count);
        return response;
    }

    async Task<ModelContext> ContextAsync(string shopId, RecommendRequest request, CancellationToken cancellationToken)
    {
        Guid? shopperId = request.ShopperId.Length > 0 ? Guid.ParseExact(request.ShopperId, "D") : null;
        HashSet<string> excluded = [.. request.ExcludeProductIds, .. request.CartProductIds];
        if (request.ProductId.Length > 0)
            excluded.Add(request.ProductId);
        if (request.ExcludeOrdered)
            excluded.UnionWith(await interests.OrderedAsync(shopId, shopperId!.Value, MaxOrdered, cancellationToken));
        return new ModelContext(shopId)
        {
            Sessions = sessions.Find(shopId),
            ShopperId = shopperId,
            Session = request.SessionProductIds,
            ProductId = request.ProductId,
            Cart = request.CartProductIds,
            Excluded = excluded,
            Now = shopClock.GetUtcNow(),
        };
    }
}
