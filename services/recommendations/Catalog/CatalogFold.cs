using Automation.Commerce.V1;
using Automation.Recommendations.Popularity;

namespace Automation.Recommendations.Catalog;

/// <summary>
/// What a number of events say of products: their descriptions and how often they were wanted. Pure; gathered in
/// memory, so that a turn writes each product and each count once.
/// </summary>
sealed class CatalogFold
{
    public Dictionary<ProductKey, KnownProduct> Products { get; } = [];

    public Dictionary<DayKey, DayCounts> Days { get; } = [];

    public void Apply(LoggedEvent logged)
    {
        // No control record has a kind that this build knows: it passes without effect.
        if (logged.Event is not { } action)
            return;
        switch (action.ActionCase)
        {
            case Event.ActionOneofCase.ProductUpserted:
                Say(logged, action.ProductUpserted.Product.ProductId, action.ProductUpserted.Product);
                break;
            case Event.ActionOneofCase.ProductDeleted:
                Say(logged, action.ProductDeleted.ProductId, null);
                break;
            case Event.ActionOneofCase.ProductViewed:
                Observe(logged, action.ProductViewed.Product);
                Count(logged, action.ProductViewed.Product.ProductId, new DayCounts(Views: 1));
                break;
            case Event.ActionOneofCase.ProductAdded:
                Observe(logged, action.ProductAdded.Product);
                Count(logged, action.ProductAdded.Product.ProductId, new DayCounts(Adds: 1));
                break;
            case Event.ActionOneofCase.ProductAddedToWishlist:
                Observe(logged, action.ProductAddedToWishlist.Product);
                break;
            case Event.ActionOneofCase.CartUpdated:
                Observe(logged, action.CartUpdated.Lines);
                break;
            case Event.ActionOneofCase.CheckoutStarted:
                Observe(logged, action.CheckoutStarted.Lines);
                break;
            case Event.ActionOneofCase.OrderCompleted:
                Observe(logged, action.OrderCompleted.Lines);
                foreach (var productId in action.OrderCompleted.Lines.Select(line => line.ProductId).Distinct())
                    Count(logged, productId, new DayCounts(Orders: 1));
                break;
            // Removals, updates of orders and the like speak of earlier days' prices.
        }
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

    void Count(LoggedEvent logged, string productId, DayCounts counts)
    {
        var key = new DayKey(logged.ShopId, DateOnly.FromDateTime(logged.LogTime.ToDateTime()), productId);
        Days[key] = Days.GetValueOrDefault(key) + counts;
    }
}
