using System.Collections.Frozen;
using Automation.Commerce.V1;
using Automation.Recommendations.Interactions;
using Automation.Recommendations.Offers;
using Automation.Recommendations.Popularity;
using Automation.Recommendations.Requests;
using Google.Protobuf.WellKnownTypes;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;
using Interest = Automation.Recommendations.Popularity.Interest;

namespace Automation.Recommendations.Catalog;

/// <summary>
/// What a number of events say of products: their descriptions, who wanted them and who waits for them. Pure; gathered in memory, so that a
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
        [Action.ProductAddedToWishlist] = (fold, logged, said) => fold.Wish(logged, said.ProductAddedToWishlist.Product),
        [Action.StockNoticeRequested] = (fold, logged, said) => fold.Request(logged, said.StockNoticeRequested),
        [Action.StockNoticeWithdrawn] = (fold, logged, said) =>
            fold.EndRequest(logged, said.StockNoticeWithdrawn.ProductId, said.StockNoticeWithdrawn.VariantId, isBought: false),
        [Action.CartUpdated] = (fold, logged, said) => fold.Carry(logged, said.CartUpdated.Lines),
        [Action.CheckoutStarted] = (fold, logged, said) => fold.Carry(logged, said.CheckoutStarted.Lines),
        [Action.OrderCompleted] = (fold, logged, said) => fold.Order(logged, said.OrderCompleted.Lines),
    }.ToFrozenDictionary();

    delegate void Fold(CatalogFold fold, LoggedEvent logged, Event said);

    public Dictionary<ProductKey, KnownProduct> Products { get; } = [];

    public Dictionary<InterestKey, Interest> Interests { get; } = [];

    /// <summary>The shop's words of each product, in their order.</summary>
    public Dictionary<ProductKey, List<CatalogWord>> Words { get; } = [];

    public RequestChanges Requests { get; } = new();

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
        Action.CategoryViewed, Action.ProductsSearched, Action.CartViewed, Action.CouponApplied,
        Action.ShopperIdentified, Action.ConsentChanged, Action.Custom, Action.ListChanged, Action.MessageSettled,
        // This service's own.
        Action.PriceDropped, Action.BackInStock,
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
        Want(logged, product.ProductId, new Interest(Viewed: DayOf(logged)) { Seen = SeenIn(logged, product) });
    }

    void Add(LoggedEvent logged, LineItem product)
    {
        Observe(logged, product);
        Want(logged, product.ProductId, new Interest(Added: DayOf(logged)) { Seen = SeenIn(logged, product) });
    }

    void Wish(LoggedEvent logged, LineItem product)
    {
        Observe(logged, product);
        Note(logged, product.ProductId, new Interest { Wished = DayOf(logged), Seen = SeenIn(logged, product) });
    }

    void Carry(LoggedEvent logged, IReadOnlyCollection<LineItem> lines)
    {
        Observe(logged, lines);
        foreach (var line in lines)
            Note(logged, line.ProductId, new Interest { InCart = DayOf(logged), Seen = SeenIn(logged, line) });
    }

    void Request(LoggedEvent logged, StockNoticeRequested asked)
    {
        Observe(logged, asked.Product);
        if (ShopperOf(logged) is not { } shopperId)
            return;
        var channel = asked.Channel is Channel.Unspecified ? Channel.Email : asked.Channel;
        Requests.Begin(
            new(logged.Partition, logged.ShopId, asked.Product.ProductId, shopperId, asked.Product.VariantId),
            new(MicrosecondsOf(logged), channel));
    }

    void EndRequest(LoggedEvent logged, string productId, string variantId, bool isBought)
    {
        if (ShopperOf(logged) is { } shopperId)
            Requests.End(new(new(logged.Partition, logged.ShopId, productId, shopperId, variantId), isBought));
    }

    void Order(LoggedEvent logged, IReadOnlyCollection<LineItem> lines)
    {
        Observe(logged, lines);
        foreach (var (number, line) in lines.Index())
        {
            Want(logged, line.ProductId, new Interest(Ordered: DayOf(logged)), InteractionKind.Ordered, number);
            EndRequest(logged, line.ProductId, line.VariantId, isBought: true);
        }
    }

    void Say(LoggedEvent logged, string productId, Product? product)
    {
        Merge(logged, productId, new KnownProduct { Catalog = new(product, Stamp.Of(logged)) });
        var key = new ProductKey(logged.ShopId, productId);
        if (!Words.TryGetValue(key, out var words))
            Words[key] = words = [];
        words.Add(new(logged.Partition, logged.Sequence, logged.LogTime.ToDateTimeOffset(), product, logged.Event.History));
    }

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
        if (Note(logged, productId, interest) is not { } shopperId)
            return;
        Interactions.Add(new(
            logged.Partition, logged.Sequence, line, logged.ShopId, shopperId, kind, productId, Stamp.Of(logged).Microseconds));
    }

    /// <returns>Whose interest it is; null: what nobody did counts for nobody.</returns>
    Guid? Note(LoggedEvent logged, string productId, Interest interest)
    {
        if (ShopperOf(logged) is not { } shopperId)
            return null;
        var key = new InterestKey(logged.Partition, logged.ShopId, shopperId, productId);
        Interests[key] = Interests.GetValueOrDefault(key).With(interest);
        return shopperId;
    }

    static Guid? ShopperOf(LoggedEvent logged) => Guid.TryParse(logged.ShopperId, out var shopperId) ? shopperId : null;

    static SeenPrice? SeenIn(LoggedEvent logged, LineItem line) =>
        Price.Of(line.UnitPrice) is { } price ? new(price, MicrosecondsOf(logged)) : null;

    static DateOnly DayOf(LoggedEvent logged) => DateOnly.FromDateTime(TimeOf(logged).ToDateTime());

    static long MicrosecondsOf(LoggedEvent logged)
    {
        var time = TimeOf(logged);
        return time.Seconds * 1_000_000 + time.Nanos / 1_000;
    }

    // An import tells of earlier days, and a clock that runs ahead outlives nothing: docs/event-time.md.
    static Timestamp TimeOf(LoggedEvent logged) =>
        logged.Event.OccurTime is { } occurred && occurred.CompareTo(logged.LogTime) < 0 ? occurred : logged.LogTime;
}
