using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests;

/// <summary>Good events to vary.</summary>
public static class Build
{
    public static Identifiers Identifiers(string? userId = null) => new() { UserId = userId ?? $"user-{Guid.NewGuid():N}" };

    public static Event Event(Identifiers? identifiers = null, string? eventId = null) => new()
    {
        EventId = eventId ?? Guid.NewGuid().ToString(),
        Identifiers = identifiers ?? Identifiers(),
        ProductViewed = new ProductViewed { Product = Line() },
    };

    public static Event Event(Action<Event> change)
    {
        var made = Event();
        change(made);
        return made;
    }

    public static LineItem Line(string productId = "shirt-1") => new()
    {
        ProductId = productId,
        Title = "A shirt",
        Quantity = 2,
        UnitPrice = Money(19, 990_000_000),
        ImageUrl = "https://shop.example/shirt.png",
        ProductUrl = "https://shop.example/shirt",
    };

    public static Money Money(long units, int nanos = 0, string currency = "EUR") =>
        new() { CurrencyCode = currency, Units = units, Nanos = nanos };

    public static Product Product(string productId = "shirt-1") => new()
    {
        ProductId = productId,
        Title = "A shirt",
        Price = Money(20),
        Availability = Availability.InStock,
        Categories = { "Shirts" },
    };

    public static Event ProductUpserted(string productId = "shirt-1") => new()
    {
        EventId = Guid.NewGuid().ToString(),
        ProductUpserted = new ProductUpserted { Product = Product(productId) },
    };

    public static Event Custom(string name = "quiz_finished", Struct? properties = null) => new()
    {
        EventId = Guid.NewGuid().ToString(),
        Identifiers = Identifiers(),
        Custom = new CustomEvent { Name = name, Properties = properties },
    };

    /// <summary>An event whose serialized form has exactly this size.</summary>
    public static Event OfSize(int bytes)
    {
        var made = Custom(properties: new Struct { Fields = { ["text"] = Value.ForString(new string('x', bytes)) } });
        var text = made.Custom.Properties.Fields["text"];
        while (made.CalculateSize() > bytes)
            text.StringValue = text.StringValue[..^(made.CalculateSize() - bytes)];
        return made;
    }
}
