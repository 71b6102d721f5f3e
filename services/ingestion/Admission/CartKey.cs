using Automation.Commerce;
using Automation.Commerce.V1;
using Action = Automation.Commerce.V1.Event.ActionOneofCase;

namespace Automation.Ingestion.Admission;

/// <summary>The cart of an event as it is stored.</summary>
static class CartKey
{
    /// <summary>The cart that the event changed or closed; null when it names none, or only looked at it.</summary>
    public static Guid? Of(string shopId, Event candidate)
    {
        var cartId = candidate.ActionCase switch
        {
            Action.ProductAdded => candidate.ProductAdded.CartId,
            Action.ProductRemoved => candidate.ProductRemoved.CartId,
            Action.CartUpdated => candidate.CartUpdated.CartId,
            Action.CheckoutStarted => candidate.CheckoutStarted.CartId,
            Action.OrderCompleted => candidate.OrderCompleted.CartId,
            _ => "",
        };
        // What senders write where they know none would make one cart of all.
        return cartId.Length > 0 && !Placeholders.Contains(cartId) ? HashedId.Of(shopId, cartId) : null;
    }
}
