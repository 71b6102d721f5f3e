using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Profiles.Carts;

/// <summary>
/// What a report of an order is to the carts. Order and cart together tell whether it was reported before: senders that give every order
/// the same id still say which cart each was made from.
/// </summary>
/// <param name="CartId">The cart that this or an earlier report names; empty when none does.</param>
/// <param name="Time">Event time of the earliest report of it.</param>
/// <param name="IsRepeat">It was reported before.</param>
/// <param name="IsOfListed">It is the order that the profile lists under this id.</param>
readonly record struct OrderReport(string CartId, Timestamp Time, bool IsRepeat, bool IsOfListed)
{
    const int MaxPlacedOrders = 32;

    /// <param name="state">Is told of the report.</param>
    /// <param name="facts">What is known of an order of this shopper by the id; null when there is none.</param>
    /// <param name="order">What is reported.</param>
    /// <param name="time">Event time.</param>
    /// <param name="isElsewhere">It is an order of somebody else.</param>
    public static OrderReport Of(ProfileState state, OrderFacts? facts, OrderCompleted order, Timestamp time, bool isElsewhere)
    {
        var (cartId, isRepeat) = (order.CartId, state.OrdersElsewhere.Contains(order.OrderId));
        var listed = facts?.CompleteTime is null ? null : OrderedLines.Find(state, order.OrderId);
        var isOfListed = facts?.CompleteTime is not null && !IsAnother(listed, order);
        if (isOfListed)
        {
            isRepeat = true;
            time = Earlier(facts!.OccurTime, time);
            cartId = cartId.Length > 0 ? cartId : listed?.CartId ?? "";
        }
        // What the carts no longer know of the order, these do.
        var placed = Find(state, order.OrderId, cartId);
        if (placed is not null)
        {
            isRepeat = true;
            time = placed.OccurTime = Earlier(placed.OccurTime, time);
            cartId = placed.CartId = cartId.Length > 0 ? cartId : placed.CartId;
        }
        else if (isElsewhere || (facts?.CompleteTime is not null && !isOfListed))
        {
            state.PlacedOrders.Add(new PlacedOrder { OrderId = order.OrderId, CartId = cartId, OccurTime = time });
            if (state.PlacedOrders.Count > MaxPlacedOrders)
                state.PlacedOrders.RemoveAt(0);
        }
        if (isOfListed || !isElsewhere && facts is { CompleteTime: null })
            facts!.OccurTime = time;
        return new(cartId, time, isRepeat, isOfListed);
    }

    // One that named no cart is told from another one of that id by what was bought.
    static bool IsAnother(Order? listed, OrderCompleted order) =>
        listed is not null && order.CartId.Length > 0
        && (listed.CartId.Length > 0
            ? listed.CartId != order.CartId
            : !listed.Lines.Any(line => order.Lines.Any(bought => bought.ProductId == line.ProductId)));

    static PlacedOrder? Find(ProfileState state, string orderId, string cartId)
    {
        PlacedOrder? found = null;
        for (var place = 0; place < state.PlacedOrders.Count; place++)
        {
            var placed = state.PlacedOrders[place];
            if (placed.OrderId != orderId)
                continue;
            if (placed.CartId == cartId)
                return placed;
            if (placed.CartId.Length == 0 || cartId.Length == 0)
                found ??= placed;
        }
        return found;
    }

    static Timestamp Earlier(Timestamp? one, Timestamp other) => one is null || EventTime.Compare(one, other) > 0 ? other : one;
}
