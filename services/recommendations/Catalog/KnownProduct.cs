using Automation.Commerce.V1;
using Automation.Recommendations.V1;

namespace Automation.Recommendations.Catalog;

/// <summary>Which product.</summary>
readonly record struct ProductKey(string ShopId, string ProductId);

/// <summary>All that was said of a product: by the shop as a whole, by shoppers' events piece by piece.</summary>
sealed record KnownProduct
{
    /// <summary>The shop's word; a null value says that it is no longer sold. Once there is one, shoppers' events have no say.</summary>
    public Stamped<Product?>? Catalog { get; init; }

    public Stamped<string>? Title { get; init; }

    public Stamped<Money>? Price { get; init; }

    public Stamped<string>? ImageUrl { get; init; }

    public Stamped<string>? ProductUrl { get; init; }

    /// <summary>Whether the shop had it and no longer sells it.</summary>
    public bool IsDeleted => Catalog is { Value: null };

    /// <summary>What both say together, whichever came first.</summary>
    public KnownProduct With(KnownProduct other) => new()
    {
        Catalog = Stamped<Product?>.Latest(Catalog, other.Catalog),
        Title = Stamped<string>.Latest(Title, other.Title),
        Price = Stamped<Money>.Latest(Price, other.Price),
        ImageUrl = Stamped<string>.Latest(ImageUrl, other.ImageUrl),
        ProductUrl = Stamped<string>.Latest(ProductUrl, other.ProductUrl),
    };

    /// <summary>The product as it is answered; null when nobody described it or it is no longer sold.</summary>
    public CatalogProduct? ToCatalogProduct(string productId)
    {
        if (Catalog is not null)
        {
            return Catalog.Value is null
                ? null
                : new CatalogProduct { Product = Catalog.Value, Source = ProductSource.Catalog, UpdateTime = Catalog.Stamp.ToLogTime() };
        }
        var stamps = new[] { Title?.Stamp, Price?.Stamp, ImageUrl?.Stamp, ProductUrl?.Stamp };
        if (stamps.Max() is not { } last)
            return null;
        return new CatalogProduct
        {
            Product = new Product
            {
                ProductId = productId,
                Title = Title?.Value ?? "",
                Price = Price?.Value,
                ImageUrl = ImageUrl?.Value ?? "",
                ProductUrl = ProductUrl?.Value ?? "",
            },
            Source = ProductSource.Observed,
            UpdateTime = last.ToLogTime(),
        };
    }

    /// <summary>
    /// Whether the shop's word lets it be suggested to shoppers. Without a word of the shop nothing does: what shoppers' events say
    /// of a product may be a stranger's.
    /// </summary>
    public static bool IsSellable(Product? product) =>
        product is { Title.Length: > 0, Price: not null, Availability: not Availability.OutOfStock };
}
