using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Recommendations.Tests.Catalog;

/// <summary>Events as they stand in the log.</summary>
static class Said
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>An event of somebody; by nobody's say every event is another shopper's.</summary>
    public static LoggedEvent At(
        DateTimeOffset time, int partition, long sequence, Event action, string shopId = "shop", Guid? shopperId = null) => new()
    {
        ShopperId = (shopperId ?? new Guid(partition, 0, 0, BitConverter.GetBytes(sequence))).ToString(),
        Partition = partition,
        Sequence = sequence,
        ShopId = shopId,
        LogTime = time.ToTimestamp(),
        Event = action,
    };

    public static Event Upserted(string productId, string title, long price, Availability availability = Availability.InStock) =>
        new() { ProductUpserted = new() { Product = Product(productId, title, price, availability) } };

    public static Event Deleted(string productId) => new() { ProductDeleted = new() { ProductId = productId } };

    public static Event Viewed(string productId, string title = "", long? price = null, string image = "") =>
        new() { ProductViewed = new() { Product = Line(productId, title, price, image) } };

    public static Event Added(string productId) => new() { ProductAdded = new() { CartId = "c", Product = Line(productId) } };

    public static Event Ordered(params string[] productIds) =>
        new() { OrderCompleted = new() { OrderId = "o", Lines = { productIds.Select(id => Line(id)) } } };

    public static LineItem Line(string productId, string title = "", long? price = null, string image = "") => new()
    {
        ProductId = productId,
        Title = title,
        Quantity = 1,
        UnitPrice = price is null ? null : Gbp(price.Value),
        ImageUrl = image,
    };

    public static Product Product(string productId, string title, long price, Availability availability = Availability.InStock) =>
        new() { ProductId = productId, Title = title, Price = Gbp(price), Availability = availability };

    public static Money Gbp(long units) => new() { CurrencyCode = "GBP", Units = units };
}
