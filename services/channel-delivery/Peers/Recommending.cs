using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Peers;

/// <summary>What one message wants recommended.</summary>
/// <param name="ShopperId">Whom for.</param>
/// <param name="Content">What it is about: that is not recommended again.</param>
/// <param name="Counts">How many, by how they are chosen.</param>
sealed record Wish(string ShopperId, MessageContent Content, IReadOnlyDictionary<RecommendationStrategy, int> Counts);

/// <summary>Asks for products to show besides what messages are about. What is popular is asked for once for all of them.</summary>
sealed class Recommending(ProductFinder products)
{
    public static readonly IReadOnlyDictionary<RecommendationStrategy, IReadOnlyList<Product>> Nothing =
        new Dictionary<RecommendationStrategy, IReadOnlyList<Product>>();

    /// <summary>The products of each wish, in order; null for whom nobody answered.</summary>
    public async Task<IReadOnlyDictionary<RecommendationStrategy, IReadOnlyList<Product>>?[]> AskAsync(
        string shopId, IReadOnlyList<Wish> wishes, CancellationToken cancellationToken)
    {
        var abouts = wishes.Select(wish => (IReadOnlySet<string>)About(wish.Content).ToHashSet()).ToList();
        var likedCount = wishes.Max(wish => wish.Counts.GetValueOrDefault(RecommendationStrategy.Popular));
        var liked = likedCount == 0 ? null : await products.SuggestAsync(shopId, abouts, likedCount, cancellationToken);
        return await Task.WhenAll(wishes.Select((wish, index) => OfAsync(shopId, wish, abouts[index], liked?[index], cancellationToken)));
    }

    async Task<IReadOnlyDictionary<RecommendationStrategy, IReadOnlyList<Product>>?> OfAsync(
        string shopId, Wish wish, IReadOnlySet<string> about, IReadOnlyList<Product>? liked, CancellationToken cancellationToken)
    {
        if (wish.Counts.Count == 0)
            return Nothing;
        var answers = await Task.WhenAll(wish.Counts.Select(async pair => (
            Strategy: pair.Key,
            Products: pair.Key is RecommendationStrategy.Popular
                ? liked is null ? null : [.. liked.Take(pair.Value)]
                // The numbers of the two contracts are the same.
                : await products.RecommendAsync(shopId, (Strategy)pair.Key, wish.ShopperId, about, pair.Value, cancellationToken))));
        return answers.Any(answer => answer.Products is null)
            ? null
            : answers.ToDictionary(answer => answer.Strategy, answer => answer.Products!);
    }

    static IEnumerable<string> About(MessageContent content) => content.SubjectCase switch
    {
        MessageContent.SubjectOneofCase.Cart => content.Cart.Lines.Select(line => line.ProductId),
        MessageContent.SubjectOneofCase.Order => content.Order.Lines.Select(line => line.ProductId),
        MessageContent.SubjectOneofCase.Products => content.Products.Products.Select(product => product.ProductId),
        _ => [],
    };
}
