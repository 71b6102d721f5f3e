using Automation.Commerce.V1;
using Automation.Profiles;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Segmentation.Tests.Customers;

/// <summary>Records of a shopper, in the order in which they are told.</summary>
sealed class Orders
{
    public static readonly DateTimeOffset Now = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public ProfileState State { get; } = new();

    public List<LoggedEvent> Log { get; } = [];

    /// <summary>Orders for 10 EUR so many days ago, each under an id of its own.</summary>
    public static Orders DaysAgo(params ReadOnlySpan<double> days)
    {
        var orders = new Orders();
        foreach (var ago in days)
            orders.Ordered($"o{orders.Log.Count}", ago, 10);
        return orders;
    }

    public Orders Ordered(string orderId, double daysAgo, int euros, string currency = "EUR") =>
        Tell(daysAgo, new() { OrderCompleted = new() { OrderId = orderId, Total = new() { CurrencyCode = currency, Units = euros } } });

    public Orders Refunded(string orderId, double daysAgo, int? euros = null) => Tell(daysAgo, new()
    {
        OrderRefunded = new() { OrderId = orderId, Amount = euros is { } units ? new() { CurrencyCode = "EUR", Units = units } : null },
    });

    public Orders Cancelled(string orderId, double daysAgo) => Tell(daysAgo, new() { OrderCancelled = new() { OrderId = orderId } });

    /// <summary>Told as it happened, but for what happened before what was told already: that is told late.</summary>
    public Orders Tell(double daysAgo, Event action)
    {
        var time = Now.AddDays(-daysAgo).ToTimestamp();
        action.EventId = $"e{Log.Count}";
        action.OccurTime = time;
        action.Identifiers ??= new() { UserId = "ann" };
        var logged = new LoggedEvent
        {
            Partition = 3, Sequence = Log.Count + 1, ShopId = "shop", ShopperId = "0193a000-0000-7000-8000-000000000001", Event = action,
            LogTime = Log.Count > 0 && Log[^1].LogTime > time ? Log[^1].LogTime : time,
        };
        Log.Add(logged);
        ProfileFold.Apply(State, logged);
        return this;
    }
}
