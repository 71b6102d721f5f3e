using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>What buyers do.</summary>
static class Happening
{
    /// <summary>A cart as it is now; with the two usual lines when nothing is said.</summary>
    public static Event CartLeft(string? cartId = null, params LineItem[] lines) => new()
    {
        CartUpdated = new CartUpdated
        {
            CartId = cartId ?? $"c-{Guid.NewGuid():N}",
            Lines = { lines.Length > 0 ? lines : Samples.Content().Cart.Lines },
        },
    };

    public static Event CheckoutBegun() => new()
    {
        CheckoutStarted = new CheckoutStarted { CartId = $"c-{Guid.NewGuid():N}", Lines = { Samples.Content().Cart.Lines } },
    };

    /// <summary>Changes nothing, and is an event.</summary>
    public static Event Viewed(string productId = "22423") =>
        new() { ProductViewed = new ProductViewed { Product = new LineItem { ProductId = productId } } };

    public static Event Bought(string cartId = "") => new()
    {
        OrderCompleted = new OrderCompleted { OrderId = $"o-{Guid.NewGuid():N}", CartId = cartId, Lines = { Samples.Content().Cart.Lines }, Total = Samples.Pounds(28) },
    };

    public static Event Fulfilled() => new() { OrderFulfilled = new OrderFulfilled { OrderId = $"o-{Guid.NewGuid():N}" } };

    public static Event Consent(ConsentState state) =>
        new() { ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = state, Source = "a form" } };
}
