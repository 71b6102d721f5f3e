using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Appending;

/// <summary>Whom a shopper's order concerns beside that shopper. Pure.</summary>
static class OrdersElsewhere
{
    /// <summary>One record for each other shopper who holds the order's cart or whom one of its identifiers named.</summary>
    /// <param name="cause">The order.</param>
    /// <param name="shopperId">Whose order it is.</param>
    /// <param name="named">Whom its identifiers named before it.</param>
    /// <param name="occurTime">When it was completed.</param>
    /// <param name="others">Who holds its cart.</param>
    public static IEnumerable<(Guid SubjectId, ControlRecord Record)> Of(
        PendingEvent cause, Guid shopperId, IEnumerable<Guid> named, Timestamp occurTime, OtherSubjects others)
    {
        var concerned = new SortedSet<Guid>(named);
        // An id that very many use, such as "cart", is no cart's.
        if (cause.CartKey is { } cart && others.CartHolders.TryGetValue(cart, out var holders) && holders.Count <= Limits.CartHolders)
            concerned.UnionWith(holders);
        concerned.Remove(shopperId);
        foreach (var other in concerned)
            yield return (other, Record(cause.Event.OrderCompleted, shopperId, occurTime));
    }

    /// <summary>The record for a shopper who comes to hold a cart that somebody else has ordered before.</summary>
    /// <param name="order">The cart's order.</param>
    /// <param name="shopperId">Who holds the cart now too.</param>
    /// <param name="holders">All who hold it.</param>
    public static IEnumerable<(Guid SubjectId, ControlRecord Record)> Before(CartOrder order, Guid shopperId, HashSet<Guid> holders) =>
        order.ShopperId == shopperId || holders.Count > Limits.CartHolders
            ? []
            : [(shopperId, Record(order.Order, order.ShopperId, order.OccurTime))];

    static ControlRecord Record(OrderCompleted order, Guid shopperId, Timestamp occurTime) => new()
    {
        OrderElsewhere = new OrderElsewhere { Order = order, ShopperId = shopperId.ToString(), OccurTime = occurTime },
    };

    /// <summary>
    /// Whom the order's identifiers name now, and from whom its device has gone: a guest who logged in left a cart there. Asked
    /// before the order is placed, which may move a name to its shopper.
    /// </summary>
    public static List<Guid> NamedBy(PendingEvent order, KnownState known)
    {
        var named = new List<Guid>();
        if (order.Event.Identifiers is not { } identifiers)
            return named;
        foreach (var kind in IdentityKinds.InOrder)
        {
            if (identifiers.Of(kind) is not { Length: > 0 } value)
                continue;
            var identity = new Identity(order.ShopId, kind, value);
            // With somebody else's name a household's phone is not about its owner.
            if (known.Identities.TryGetValue(identity, out var owner)
                && (kind is not IdentityKind.Phone || AppendPlan.MayName(kind, owner, order.ShopId, identifiers, known)))
                named.Add(owner);
            // A till of the shop is nobody's device.
            if (known.Others.FormerOwners.TryGetValue(identity, out var former) && former.Count <= Limits.DeviceOwners)
                named.AddRange(former);
        }
        return named;
    }
}
