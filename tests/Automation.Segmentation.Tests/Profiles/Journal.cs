using Automation.Commerce.V1;
using Automation.Profiles;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Tests.Profiles;

/// <summary>Events of one shopper, a minute apart, and the profile they fold to.</summary>
sealed class Journal
{
    public const string ShopperId = "0199d1a2-0000-7000-8000-000000000001";
    const int Partition = 7;
    static readonly DateTimeOffset Beginning = new(2026, 11, 2, 8, 0, 0, TimeSpan.Zero);

    public ProfileState State { get; } = new();

    public List<LoggedEvent> Events { get; } = [];

    public Profile Profile => State.Profile;

    public Cart Cart(string cartId) => Profile.Carts.Single(cart => cart.CartId == cartId);

    public Order Order(string orderId) => Profile.Orders.Single(order => order.OrderId == orderId);

    /// <summary>Log time of the n-th event, from 1.</summary>
    public static Timestamp TimeOf(int number) => Beginning.AddMinutes(number).ToTimestamp();

    public Journal Log(Event action)
    {
        var logged = Logged(Events.Count + 1, action);
        Events.Add(logged);
        ProfileFold.Apply(State, logged);
        return this;
    }

    public static LoggedEvent Logged(int number, Event action) => new()
    {
        Partition = Partition,
        // Other shoppers' events stand between.
        Sequence = number * 3L,
        ShopId = "shop",
        ShopperId = ShopperId,
        LogTime = TimeOf(number),
        Event = action,
    };

    public Journal View(string productId) => Log(new() { ProductViewed = new() { Product = new() { ProductId = productId } } });

    public Journal Add(string cartId, LineItem line) => Log(new() { ProductAdded = new() { CartId = cartId, Product = line } });

    public Journal Remove(string cartId, LineItem line) => Log(new() { ProductRemoved = new() { CartId = cartId, Product = line } });

    public Journal Replace(string cartId, params LineItem[] lines) => Log(new() { CartUpdated = new() { CartId = cartId, Lines = { lines } } });

    public Journal Checkout(string cartId, params LineItem[] lines) =>
        Log(new() { CheckoutStarted = new() { CartId = cartId, Lines = { lines } } });

    public Journal Order(string orderId, string cartId, Money total, params LineItem[] lines) =>
        Log(new() { OrderCompleted = new() { OrderId = orderId, CartId = cartId, Total = total, Lines = { lines } } });

    public static LineItem Line(string productId, int quantity = 1, Money? price = null, string variantId = "", string title = "") =>
        new() { ProductId = productId, VariantId = variantId, Quantity = quantity, UnitPrice = price, Title = title };

    public static Money Gbp(long units, int nanos = 0) => new() { CurrencyCode = "GBP", Units = units, Nanos = nanos };

    public static Money Eur(long units, int nanos = 0) => new() { CurrencyCode = "EUR", Units = units, Nanos = nanos };
}
