using Automation.Commerce.V1;

namespace Automation.Invariants.Tests;

/// <summary>Events of shoppers.</summary>
static class Build
{
    public static Event Add(string cartId, string productId = "mug", int quantity = 1) =>
        new() { ProductAdded = new ProductAdded { CartId = cartId, Product = Line(productId, quantity) } };

    public static Event Order(string orderId, string cartId = "", long units = 10) => new()
    {
        OrderCompleted = new OrderCompleted
        {
            OrderId = orderId,
            CartId = cartId,
            Lines = { Line("mug", 1) },
            Total = new Money { CurrencyCode = "GBP", Units = units },
        },
    };

    public static Event Consent(ConsentState state) =>
        new() { ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = state, Source = "form" } };

    public static Event View(string productId) =>
        new() { ProductViewed = new ProductViewed { Product = Line(productId, 1) } };

    public static LineItem Line(string productId, int quantity) => new()
    {
        ProductId = productId,
        Title = $"The {productId}",
        Quantity = quantity,
        UnitPrice = new Money { CurrencyCode = "GBP", Units = 10 },
    };
}
