using Automation.Commerce.V1;
using Automation.Conditions.V1;
using Automation.Segmentation.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Conditions.Tests;

/// <summary>What the conditions of these tests read: an order, a profile, a cart.</summary>
sealed class Shopper
{
    public static readonly DateTimeOffset Now = new(2026, 5, 13, 12, 0, 0, TimeSpan.Zero);

    public static readonly RootSet Roots = new RootSet()
        .With("event", OrderCompleted.Descriptor)
        .With("profile", Profile.Descriptor)
        .With("cart", Cart.Descriptor);

    public static readonly RootSet WithHistory = Roots.With(new HistoryScope
    {
        EventType = EventType,
        EventNames = ["order_completed", "product_viewed", "checkout_started"],
        HasSegment = name => name != "unknown",
        HasList = name => name != "unknown",
        CartStates = [.. Segmentation.V1.Cart.Descriptor.FindFieldByName("state").EnumType.Values.Select(value => value.Name)],
        Predictions = ["churn"],
    });

    public OrderCompleted? Event { get; init; } = new()
    {
        OrderId = "o1",
        Total = new Money { CurrencyCode = "EUR", Units = 49, Nanos = 900_000_000 },
        Lines =
        {
            new LineItem { ProductId = "shoe", Sku = "S-1", Quantity = 2, UnitPrice = new Money { CurrencyCode = "EUR", Units = 20 } },
            new LineItem { ProductId = "sock", Quantity = 1, UnitPrice = new Money { CurrencyCode = "USD", Units = 9 } },
        },
    };

    public Profile? Profile { get; init; } = new()
    {
        Email = "Ada@Shop.Example",
        CreateTime = Timestamp.FromDateTimeOffset(Now.AddDays(-10)),
        OrderSummary = new OrderSummary { OrderCount = 3, LastOrderTime = Timestamp.FromDateTimeOffset(Now.AddDays(-30)) },
        Traits = JsonParser.Default.Parse<Struct>(
            """
            {"city": "Berlin", "points": 12.5, "vip": true, "tags": ["a", "b", 3], "birthday": "1990-05-15", "nothing": null,
             "renewal": "2026-05-20T12:00:00Z", "saved": "49.90 EUR", "first name": "Ada", "pets": [{"kind": "cat"}, {"kind": "dog"}]}
            """),
    };

    public Cart? Cart { get; init; } = new()
    {
        CartId = "c1",
        State = CartState.Active,
        Lines = { new LineItem { ProductId = "hat", Quantity = 1 } },
    };

    public bool Holds(string text, DateTimeOffset? now = null) => Compile(text).Holds([Event, Profile, Cart], now ?? Now);

    public DateTimeOffset? NextChange(string text, DateTimeOffset? now = null) => Compile(text).NextChange([Event, Profile, Cart], now ?? Now);

    public Explanation Explain(string text) => Compile(text).Explain([Event, Profile, Cart], Now);

    public static CompiledCondition Compile(string text, RootSet? roots = null)
    {
        var result = ConditionLanguage.Compile(text, roots ?? Roots);
        Assert.True(result.Condition is not null, $"{text}: {string.Join("; ", result.Errors)}");
        return result.Condition;
    }

    static MessageDescriptor? EventType(string name) => name switch
    {
        "order_completed" => OrderCompleted.Descriptor,
        "product_viewed" => ProductViewed.Descriptor,
        "checkout_started" => CheckoutStarted.Descriptor,
        _ => name.StartsWith("my_", StringComparison.Ordinal) ? CustomEvent.Descriptor : null,
    };
}
