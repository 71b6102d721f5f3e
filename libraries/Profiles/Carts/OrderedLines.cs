using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.Collections;

namespace Automation.Profiles.Carts;

/// <summary>Lines of a history that an order of the profile shows are not in it either, as long as the order shows them.</summary>
static class OrderedLines
{
    /// <summary>Whether the profile has the order with these lines.</summary>
    public static bool AreShown(ProfileState state, OrderCompleted order)
    {
        if (Find(state, order.OrderId) is not { } shown || shown.Lines.Count != order.Lines.Count)
            return false;
        for (var place = 0; place < order.Lines.Count; place++)
        {
            if (!shown.Lines[place].Equals(CartLines.Counted(order.Lines[place])))
                return false;
        }
        return true;
    }

    /// <summary>What was stated or bought, of an operation that goes by no places of a shown cart.</summary>
    public static IReadOnlyList<LineItem> Of(ProfileState state, CartOperation operation) =>
        operation.AsOrdered ? Find(state, operation.Reference)!.Lines : operation.Content?.Lines ?? (IReadOnlyList<LineItem>)[];

    /// <summary>Takes the order's lines over, before it changes or is forgotten.</summary>
    public static void TakeOver(ProfileState state, Order order)
    {
        foreach (var history in state.CartHistories)
        {
            if (TakeOver(history.Operations, order))
                CartHistories.Measure(history);
        }
        TakeOver(state.OrdersWithoutCart, order);
        CartHistories.BoundBytes(state);
    }

    static bool TakeOver(RepeatedField<CartOperation> operations, Order order)
    {
        var isAny = false;
        foreach (var operation in operations)
        {
            if (!operation.AsOrdered || operation.Reference != order.OrderId)
                continue;
            operation.AsOrdered = false;
            operation.Content = new CartContent();
            operation.Content.Lines.AddRange(order.Lines);
            isAny = true;
        }
        return isAny;
    }

    /// <summary>The order as the profile lists it; null: it does not.</summary>
    public static Order? Find(ProfileState state, string orderId)
    {
        // By place: enumerating allocates.
        var orders = state.Profile.Orders;
        for (var place = 0; place < orders.Count; place++)
        {
            if (orders[place].OrderId == orderId)
                return orders[place];
        }
        return null;
    }
}
