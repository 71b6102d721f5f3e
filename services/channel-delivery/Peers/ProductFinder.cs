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

    // A check is good for a second: whoever needs more of it makes every message late.
    static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(500);

    /// <summary>Products by id, as of positions of partitions; null when the catalog does not answer.</summary>
    public async Task<Dictionary<string, CatalogProduct>?> FindAsync(
        string shopId, IReadOnlySet<string> productIds, IReadOnlyList<LogPosition> positions, CancellationToken cancellationToken)
    {
        try
        {
            var options = Options(shopId, cancellationToken);
            var answers = new List<BatchGetProductsResponse>();
            foreach (var chunk in productIds.Chunk(MaxProducts))
                await AskAsync(chunk, positions, answers, options);
            return CatalogAnswers.ToProducts(answers);
        }
        catch (RpcException)
        {
            return null;
        }
    }

    async Task AskAsync(string[] productIds, IReadOnlyList<LogPosition> positions, List<BatchGetProductsResponse> answers, CallOptions options)
    {
        var request = new BatchGetProductsRequest { ProductIds = { productIds }, MinPositions = { positions } };
        try
        {
            answers.Add(await catalog.BatchGetProductsAsync(request, options));
        }
        // Products with long texts: so many at once are more than one message may have.
        catch (RpcException exception) when (exception.StatusCode is StatusCode.ResourceExhausted && productIds.Length > 1)
        {
            foreach (var half in productIds.Chunk((productIds.Length + 1) / 2))
                await AskAsync(half, positions, answers, options);
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

    /// <summary>Products that fit one shopper and what a message is about; null when nobody answers.</summary>
    public async Task<IReadOnlyList<Product>?> RecommendAsync(
        string shopId, Strategy strategy, string shopperId, IReadOnlySet<string> about, int count, CancellationToken cancellationToken)
    {
        var request = new RecommendRequest { Strategy = strategy, ProductCount = count, ShopperId = shopperId };
        request.CartProductIds.AddRange(about.Take(MaxExcluded));
        try
        {
            var response = await recommendations.RecommendAsync(request, Options(shopId, cancellationToken));
            return [.. response.Recommendations.Select(recommendation => recommendation.Product.Product).Where(product => !about.Contains(product.ProductId))];
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
