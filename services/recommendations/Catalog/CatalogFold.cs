using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Recommendations.Interactions;
using Automation.Recommendations.Popularity;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Recommendations.Catalog;

/// <summary>
/// What a number of events say of products: their descriptions and who wanted them. Pure; gathered in memory, so that a
/// batch writes each product and each interest once.
/// </summary>
sealed class CatalogFold
{
    static readonly FrozenDictionary<Action, Fold> s_folds = new Dictionary<Action, Fold>
    {
        [Action.ProductUpserted] = (fold, logged, said) => fold.Upsert(logged, said.ProductUpserted.Product),
        [Action.ProductDeleted] = (fold, logged, said) => fold.Say(logged, said.ProductDeleted.ProductId, null),
        [Action.ProductViewed] = (fold, logged, said) => fold.View(logged, said.ProductViewed.Product),
        [Action.ProductAdded] = (fold, logged, said) => fold.Add(logged, said.ProductAdded.Product),
        [Action.ProductAddedToWishlist] = (fold, logged, said) => fold.Observe(logged, said.ProductAddedToWishlist.Product),
        [Action.StockNoticeRequested] = (fold, logged, said) => fold.Observe(logged, said.StockNoticeRequested.Product),
        [Action.CartUpdated] = (fold, logged, said) => fold.Observe(logged, said.CartUpdated.Lines),
        [Action.CheckoutStarted] = (fold, logged, said) => fold.Observe(logged, said.CheckoutStarted.Lines),
        [Action.OrderCompleted] = (fold, logged, said) => fold.Order(logged, said.OrderCompleted.Lines),
    }.ToFrozenDictionary();

    delegate void Fold(CatalogFold fold, LoggedEvent logged, Event said);

    public Dictionary<ProductKey, KnownProduct> Products { get; } = [];

    public Dictionary<InterestKey, Interest> Interests { get; } = [];

    /// <summary>In the order of the events.</summary>
    public List<Interaction> Interactions { get; } = [];

    /// <summary>Actions that say something of products.</summary>
    public static IReadOnlyCollection<Action> Folded => s_folds.Keys;

    /// <summary>Actions that say nothing of products. What is in neither list, this build does not know.</summary>
    public static IReadOnlyCollection<Action> Ignored { get; } =
    [
        // They speak of earlier days' prices.
        Action.ProductRemoved, Action.OrderUpdated, Action.OrderCancelled, Action.OrderRefunded, Action.OrderFulfilled,
        // They name no product, or say nothing of it.
        Action.CategoryViewed, Action.ProductsSearched, Action.StockNoticeWithdrawn, Action.CartViewed, Action.CouponApplied,
        Action.ShopperIdentified, Action.ConsentChanged, Action.Custom, Action.ListChanged, Action.MessageSettled,
    ];

    public void Apply(LoggedEvent logged)
    {
        // No control record has a kind that this build knows: it passes without effect.
        if (logged.Event is { } action && s_folds.TryGetValue(action.ActionCase, out var apply))
            apply(this, logged, action);
    }

    void Upsert(LoggedEvent logged, Product product) => Say(logged, product.ProductId, product);

    void View(LoggedEvent logged, LineItem product)
    {
        Observe(logged, product);
        Want(logged, product.ProductId, new Interest(Viewed: DayOf(logged)));
    }

    void Add(LoggedEvent logged, LineItem product)
    {
        Observe(logged, product);
        Want(logged, product.ProductId, new Interest(Added: DayOf(logged)));
    }

    void Order(LoggedEvent logged, IReadOnlyCollection<LineItem> lines)
    {
        Observe(logged, lines);
        foreach (var (number, line) in lines.Index())
            Want(logged, line.ProductId, new Interest(Ordered: DayOf(logged)), InteractionKind.Ordered, number);
    }

    void Say(LoggedEvent logged, string productId, Product? product) =>
        Merge(logged, productId, new KnownProduct { Catalog = new(product, Stamp.Of(logged)) });

    void Observe(LoggedEvent logged, IEnumerable<LineItem> lines)
    {
        foreach (var line in lines)
            Observe(logged, line);
    }

    void Observe(LoggedEvent logged, LineItem line)
    {
        var stamp = Stamp.Of(logged);
        var known = new KnownProduct
        {
            Title = Said(line.Title, stamp),
            Price = line.UnitPrice is null ? null : new(line.UnitPrice, stamp),
            ImageUrl = Said(line.ImageUrl, stamp),
            ProductUrl = Said(line.ProductUrl, stamp),
        };
        if (known is not { Title: null, Price: null, ImageUrl: null, ProductUrl: null })
            Merge(logged, line.ProductId, known);
    }

    static Stamped<string>? Said(string value, Stamp stamp) => value.Length > 0 ? new(value, stamp) : null;

    void Merge(LoggedEvent logged, string productId, KnownProduct said)
    {
        var key = new ProductKey(logged.ShopId, productId);
        Products[key] = Products.TryGetValue(key, out var known) ? known.With(said) : said;
    }

    void Want(
        LoggedEvent logged, string productId, Interest interest, InteractionKind kind = InteractionKind.Visited, int line = 0)
    {
        // What nobody did counts for nobody.
        if (!Guid.TryParse(logged.ShopperId, out var shopperId))
            return;
        var key = new InterestKey(logged.Partition, logged.ShopId, shopperId, productId);
        Interests[key] = Interests.GetValueOrDefault(key).With(interest);
        Interactions.Add(new(
            logged.Partition, logged.Sequence, line, logged.ShopId, shopperId, kind, productId, Stamp.Of(logged).Microseconds));
    }

    static DateOnly DayOf(LoggedEvent logged) => DateOnly.FromDateTime(logged.LogTime.ToDateTime());
}
