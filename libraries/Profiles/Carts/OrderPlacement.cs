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

    /// <param name="state">Changed in place.</param>
    /// <param name="order">What was bought.</param>
    /// <param name="report">What its report is to the carts.</param>
    /// <param name="sequence">Place in the log.</param>
    /// <param name="now">Log time of the record.</param>
    public static void Place(ProfileState state, OrderCompleted order, OrderReport report, long sequence, Timestamp now)
    {
        var (cartId, isRepeat) = (report.CartId, report.IsRepeat);
        var operation = new CartOperation
        {
            Time = report.Time, Sequence = sequence, Reference = order.OrderId, AsOrdered = OrderedLines.AreShown(state, order),
        };
        if (Known(state, order.OrderId, cartId, isRepeat) is var (known, knownCart))
        {
            var isEarlier = EventTime.Compare(report.Time, known.Time) < 0;
            if (!isEarlier && (knownCart.Length > 0 || cartId.Length == 0))
                return;
            if (!isEarlier)
                (operation.TimeSeconds, operation.TimeNanos, operation.Sequence) = (known.TimeSeconds, known.TimeNanos, known.Sequence);
            if (knownCart.Length > 0)
                cartId = knownCart;
            isRepeat = true;
            TakeBack(state, operation, knownCart);
        }
        operation.Kind = cartId.Length > 0 ? Kind.Ordered : Kind.Bought;
        if (cartId.Length > 0)
        {
            Record(cartId);
        }
        else
        {
            if (!operation.AsOrdered)
                operation.Content = new CartContent { Lines = { order.Lines } };
            // Recording moves histories and makes those that are missing.
            foreach (var each in CartIds(state))
                Record(each);
            OperationOrder.Insert(state.OrdersWithoutCart, operation);
            if (state.OrdersWithoutCart.Count > MaxOrdersWithoutCart)
                state.OrdersWithoutCart.RemoveAt(0);
        }

        void Record(string id)
        {
            var shown = CartList.Find(state.Profile.Carts, id);
            var history = CartHistories.Touch(state, id, shown);
            if (!IsBehindFloor(operation, history))
                CartTimeline.Record(state, id, cartId.Length > 0 ? operation : operation.Shared(), order.Lines, now);
            // What a repeat did to this cart is in it already, and what the cart began after bought nothing of it.
            else if (!isRepeat && !IsBefore(report.Time, (history.Base ?? shown)?.CreateTime))
                CartTimeline.Record(state, id, AtFloor(operation, history.Floor), order.Lines, now);
        }
    }

    /// <summary>
    /// An order from before what is kept of a cart. What was put in since is not known any more, so the cart is not closed;
    /// but what it bought is, and must not stay open.
    /// </summary>
    static CartOperation AtFloor(CartOperation order, CartOperation floor)
    {
        var operation = order.Shared();
        operation.Kind = Kind.Bought;
        (operation.TimeSeconds, operation.TimeNanos) = (floor.TimeSeconds, floor.TimeNanos);
        operation.Sequence = Math.Max(order.Sequence, floor.Sequence + 1);
        return operation;
    }

    static bool IsBehindFloor(CartOperation operation, CartHistory history) =>
        history.Floor is { } floor && OperationOrder.Compare(operation, floor) <= 0;

    static bool IsBefore(Timestamp time, Timestamp? other) => other is not null && EventTime.Compare(time, other) < 0;

    static List<string> CartIds(ProfileState state) =>
        [.. state.Profile.Carts.Select(cart => cart.CartId).Union(state.CartHistories.Select(history => history.CartId))];

    /// <summary>The order as the carts know it: by the cart, or by none where it was reported before without one.</summary>
    static (CartOperation Operation, string CartId)? Known(ProfileState state, string orderId, string cartId, bool isRepeat)
    {
        for (var place = 0; place < state.CartHistories.Count; place++)
        {
            if (Find(state.CartHistories[place], Kind.Ordered, orderId, cartId) is { } ordered)
                return (ordered, state.CartHistories[place].CartId);
        }
        if (!isRepeat)
            return null;
        foreach (var history in state.CartHistories)
        {
            if (Find(history, Kind.Bought, orderId) is { } bought)
                return (bought, "");
        }
        foreach (var purchase in state.OrdersWithoutCart)
        {
            if (purchase.Reference == orderId)
                return (purchase, "");
        }
        return null;
    }

    static CartOperation? Find(CartHistory history, Kind kind, string orderId, string cartId = "")
    {
        for (var place = 0; (cartId.Length == 0 || history.CartId == cartId) && place < history.Operations.Count; place++)
        {
            if (history.Operations[place].Kind == kind && history.Operations[place].Reference == orderId)
                return history.Operations[place];
        }
        return null;
    }

    /// <summary>Takes an order back where it will have another place.</summary>
    static void TakeBack(ProfileState state, CartOperation order, string knownCart)
    {
        for (var place = 0; knownCart.Length == 0 && place < state.OrdersWithoutCart.Count; place++)
        {
            if (state.OrdersWithoutCart[place].Reference == order.Reference)
                state.OrdersWithoutCart.RemoveAt(place--);
        }
        foreach (var history in state.CartHistories.ToList())
        {
            var placed = Find(history, knownCart.Length > 0 ? Kind.Ordered : Kind.Bought, order.Reference, knownCart);
            if (placed is not null && !IsBehindFloor(order, history))
                CartTimeline.Remove(state, history, placed);
        }
    }
}
