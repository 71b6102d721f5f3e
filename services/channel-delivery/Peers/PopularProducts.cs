using System.Collections.Concurrent;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Clocks;

namespace Automation.ChannelDelivery.Peers;

/// <summary>
/// What a shop's shoppers like most, the same for all of them: one question serves the messages of a second. Whose cart holds
/// what is left to the caller.
/// </summary>
sealed class PopularProducts(
    RecommendationService.RecommendationServiceClient recommendations,
    TimeProvider time,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
{
    /// <summary>The most that one question answers.</summary>
    public const int MaxCount = 100;

    // Questions for a few more or less share an answer.
    const int FewestAsked = 16;

    // On either clock: what was liked an hour ago of a fast shop clock is old.
    static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    // Bounded by the shops of the installation.
    readonly ConcurrentDictionary<string, Answer> _answers = new();

    /// <summary>At least so many products, best first; fewer when the shop has no more.</summary>
    /// <param name="shopId">The shop.</param>
    /// <param name="count">1 to <see cref="MaxCount"/>.</param>
    /// <param name="options">Of the call, should one be made.</param>
    /// <exception cref="Grpc.Core.RpcException">Recommendations does not answer.</exception>
    public async Task<IReadOnlyList<Product>> AskAsync(string shopId, int count, Grpc.Core.CallOptions options)
    {
        if (_answers.TryGetValue(shopId, out var known) && known.Asked >= count && IsFresh(known))
            return known.Products;
        var asked = Math.Clamp(count, FewestAsked, MaxCount);
        var (stamp, shopTime) = (time.GetTimestamp(), shopClock.GetUtcNow());
        var response = await recommendations.RecommendAsync(
            new RecommendRequest { Strategy = Strategy.Popular, ProductCount = asked }, options);
        var answer = new Answer(
            [.. response.Recommendations.Select(recommendation => recommendation.Product.Product)], asked, stamp, shopTime);
        _answers[shopId] = answer;
        return answer.Products;
    }

    bool IsFresh(Answer answer) =>
        time.GetElapsedTime(answer.Stamp) < Lifetime && (shopClock.GetUtcNow() - answer.ShopTime).Duration() < Lifetime;

    sealed record Answer(IReadOnlyList<Product> Products, int Asked, long Stamp, DateTimeOffset ShopTime);
}
