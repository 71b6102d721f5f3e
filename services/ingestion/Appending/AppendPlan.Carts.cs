using Automation.Commerce.V1;
using Automation.Ingestion.Admission;

namespace Automation.Ingestion.Appending;

/// <summary>That a shopper has changed a cart.</summary>
readonly record struct CartHolder(Guid CartKey, Guid ShopperId);

/// <content>Who holds which cart, and what of it was ordered.</content>
sealed partial class AppendPlan
{
    /// <summary>Who has changed which cart, each once.</summary>
    public HashSet<CartHolder> CartHolders { get; } = [];

    /// <summary>The last order of each cart by event time, among the events.</summary>
    public Dictionary<Guid, CartOrder> CartOrders { get; } = [];

    /// <summary>Takes the shopper for a holder of the cart; answers what a new one has to be told of it.</summary>
    IEnumerable<(Guid SubjectId, ControlRecord Record)> Hold(Guid cart, Guid shopperId, OtherSubjects others)
    {
        CartHolders.Add(new CartHolder(cart, shopperId));
        return others.CartHolders.TryGetValue(cart, out var holders) && holders.Add(shopperId)
            && others.CartOrders.TryGetValue(cart, out var order)
            ? OrdersElsewhere.Before(order, shopperId, holders)
            : [];
    }

    void NoteOrder(PendingEvent order, AppendResult own, OtherSubjects others)
    {
        if (order.CartKey is not { } cart)
            return;
        var noted = new CartOrder(order.Event.OrderCompleted, own.ShopperId!.Value, EffectiveTime(order.Event), own.Partition, own.Sequence);
        KeepLater(others.CartOrders, cart, noted);
        KeepLater(CartOrders, cart, noted);
    }

    // Of equally late ones the one that is later in the log, as where it is stored.
    static void KeepLater(Dictionary<Guid, CartOrder> orders, Guid cart, CartOrder order)
    {
        if (!orders.TryGetValue(cart, out var known) || known.OccurTime.CompareTo(order.OccurTime) <= 0)
            orders[cart] = order;
    }
}
