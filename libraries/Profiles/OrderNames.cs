using Automation.Commerce;
using Automation.Commerce.V1;

namespace Automation.Profiles;

/// <summary>
/// Which orders have an id of their own. What senders write where they know none, such as 0 or undefined, is on many: each such
/// report is an order by itself, and other news of it is about no order.
/// </summary>
public static class OrderNames
{
    /// <summary>Whether it names one order.</summary>
    public static bool IsName(string orderId) => !Placeholders.Contains(orderId);

    /// <summary>The order, with an id of its own.</summary>
    public static OrderCompleted Named(OrderCompleted order, string reportId)
    {
        if (IsName(order.OrderId))
            return order;
        var named = order.Clone();
        // No sender's id looks like it.
        named.OrderId = $"event {reportId}";
        return named;
    }
}
