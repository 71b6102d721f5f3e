using Automation.Commerce.V1;
using Google.Protobuf.WellKnownTypes;
using Kind = Automation.Profiles.CartOperationKind;

namespace Automation.Profiles.Carts;

/// <summary>
/// What an order does to carts: the one it names is closed; one that names none takes what it bought out of every open cart.
/// Reported again it counts as of its earliest report, and a report that names the cart completes one that did not.
/// </summary>
static class OrderPlacement
{
    // A late cart loses what at most so many bought; each may have a whole event of lines.
    const int MaxOrdersWithoutCart = 4;

    public static void Place(ProfileState state, OrderCompleted order, Timestamp time, long sequence, Timestamp now)
    {
        var operation = new CartOperation { Time = time, Sequence = sequence, Reference = order.OrderId };
        var cartId = order.CartId;
        if (Known(state, order.OrderId) is var (known, knownCart))
        {
            var isEarlier = EventTime.Compare(time, known.Time) < 0;
            if (!isEarlier && (knownCart.Length > 0 || cartId.Length == 0))
                return;
            if (!isEarlier)
                (operation.Time, operation.Sequence) = (known.Time, known.Sequence);
            if (knownCart.Length > 0)
                cartId = knownCart;
            TakeBack(state, order.OrderId);
        }
        if (cartId.Length > 0)
        {
            operation.Kind = Kind.Ordered;
            CartTimeline.Record(state, cartId, operation, order.Lines, now);
        }
        else
        {
            operation.Kind = Kind.Bought;
            operation.Lines.AddRange(order.Lines);
            TakeOutEverywhere(state, operation, now);
        }
    }

    static void TakeOutEverywhere(ProfileState state, CartOperation purchase, Timestamp now)
    {
        // Recording moves histories and makes those that are missing.
        var cartIds = state.Profile.Carts.Select(cart => cart.CartId)
            .Union(state.CartHistories.Select(history => history.CartId)).ToList();
        foreach (var cartId in cartIds)
            CartTimeline.Record(state, cartId, purchase, purchase.Lines, now);
        OperationOrder.Insert(state.OrdersWithoutCart, purchase);
        if (state.OrdersWithoutCart.Count > MaxOrdersWithoutCart)
            state.OrdersWithoutCart.RemoveAt(0);
    }

    static (CartOperation Operation, string CartId)? Known(ProfileState state, string orderId)
    {
        foreach (var history in state.CartHistories)
        {
            foreach (var operation in history.Operations)
            {
                if (OperationOrder.IsOrder(operation) && operation.Reference == orderId)
                    return (operation, operation.Kind is Kind.Ordered ? history.CartId : "");
            }
        }
        foreach (var purchase in state.OrdersWithoutCart)
        {
            if (purchase.Reference == orderId)
                return (purchase, "");
        }
        return null;
    }

    static void TakeBack(ProfileState state, string orderId)
    {
        for (var place = 0; place < state.OrdersWithoutCart.Count; place++)
        {
            if (state.OrdersWithoutCart[place].Reference == orderId)
                state.OrdersWithoutCart.RemoveAt(place--);
        }
        foreach (var history in state.CartHistories.ToList())
        {
            var placed = history.Operations.FirstOrDefault(operation => OperationOrder.IsOrder(operation) && operation.Reference == orderId);
            if (placed is not null)
                CartTimeline.Remove(state, history, placed);
        }
    }
}
