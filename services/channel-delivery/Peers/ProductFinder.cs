using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Calling;
using Grpc.Core;

namespace Automation.ChannelDelivery.Peers;

/// <summary>Products to show in messages of one shop: those in the carts as the shop sells them now, and others that many like.</summary>
sealed class ProductFinder(
    CatalogService.CatalogServiceClient catalog,
    RecommendationService.RecommendationServiceClient recommendations,
    PopularProducts popular,
    TimeProvider time)
{
    // The limits of the two RPCs.
    const int MaxProducts = 500;
    const int MaxExcluded = 200;

    // A message goes without these rather than late.
    static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Products by id, as of a position of each partition; null when the catalog does not answer.</summary>
    public async Task<Dictionary<string, CatalogProduct>?> FindAsync(
        string shopId, IReadOnlySet<string> productIds, IReadOnlyList<LogPosition> positions, CancellationToken cancellationToken)
    {
        try
        {
            var found = new Dictionary<string, CatalogProduct>();
            foreach (var chunk in productIds.Chunk(MaxProducts))
            {
                var request = new BatchGetProductsRequest();
                request.ProductIds.AddRange(chunk);
                request.MinPositions.AddRange(positions);
                foreach (var product in (await catalog.BatchGetProductsAsync(request, Options(shopId, cancellationToken))).Products)
                    found[product.Product.ProductId] = product;
            }
            return found;
        }
        catch (RpcException)
        {
            return null;
        }
    }

    /// <summary>For each cart up to <paramref name="count"/> products that are not in it, best first; null when nobody answers.</summary>
    public async Task<IReadOnlyList<Product>[]?> SuggestAsync(
        string shopId, IReadOnlyList<IReadOnlySet<string>> carts, int count, CancellationToken cancellationToken)
    {
        // The popular ones are the same for all, so one answer that is longer than the largest cart serves every cart.
        var enough = count + carts.Max(cart => cart.Count);
        try
        {
            if (enough <= PopularProducts.MaxCount)
            {
                var liked = await popular.AskAsync(shopId, enough, Options(shopId, cancellationToken));
                return [.. carts.Select(cart =>
                    (IReadOnlyList<Product>)[.. liked.Where(product => !cart.Contains(product.ProductId)).Take(count)])];
            }
            var answers = await Task.WhenAll(carts.Select(cart => AskWithoutAsync(shopId, cart, cancellationToken)));
            return [.. carts.Zip(answers, (cart, answer) =>
                (IReadOnlyList<Product>)[.. answer.Where(product => !cart.Contains(product.ProductId)).Take(count)])];
        }
        catch (RpcException)
        {
            return null;
        }
    }

    async Task<IReadOnlyList<Product>> AskWithoutAsync(
        string shopId, IReadOnlySet<string> excluded, CancellationToken cancellationToken)
    {
        var request = new RecommendRequest { Strategy = Strategy.Popular, ProductCount = PopularProducts.MaxCount };
        request.ExcludeProductIds.AddRange(excluded.Take(MaxExcluded));
        var response = await recommendations.RecommendAsync(request, Options(shopId, cancellationToken));
        return [.. response.Recommendations.Select(recommendation => recommendation.Product.Product)];
    }

    CallOptions Options(string shopId, CancellationToken cancellationToken) =>
        ShopCall.For(shopId, cancellationToken, time.GetUtcNow().UtcDateTime + Timeout);
}
