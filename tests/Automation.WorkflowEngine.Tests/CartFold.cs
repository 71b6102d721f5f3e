using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests;

/// <summary>The little of segmentation that tests of decisions need: carts and orders as events make them.</summary>
static class CartFold
{
    public static void Apply(Profile profile, LoggedEvent logged)
    {
        profile.Position = new LogPosition { Partition = logged.Partition, Sequence = logged.Sequence };
        var @event = logged.Event;
        switch (@event.ActionCase)
        {
            case Event.ActionOneofCase.ProductAdded:
                Change(profile, @event.ProductAdded.CartId, logged, cart => Add(cart, @event.ProductAdded.Product));
                break;
            case Event.ActionOneofCase.ProductRemoved:
                Change(profile, @event.ProductRemoved.CartId, logged, cart => Remove(cart, @event.ProductRemoved.Product));
                break;
            case Event.ActionOneofCase.CartUpdated:
                Change(profile, @event.CartUpdated.CartId, logged, cart =>
                {
                    cart.Lines.Clear();
                    cart.Lines.Add(@event.CartUpdated.Lines.Select(line => line.Clone()));
                });
                break;
            case Event.ActionOneofCase.CheckoutStarted:
                Change(profile, @event.CheckoutStarted.CartId, logged, _ => { }, CartState.Checkout);
                break;
            case Event.ActionOneofCase.OrderCompleted:
                profile.OrderSummary ??= new OrderSummary();
                profile.OrderSummary.OrderCount++;
                if (profile.Carts.FirstOrDefault(cart => cart.CartId == @event.OrderCompleted.CartId) is { } ordered)
                    ordered.State = CartState.Ordered;
                break;
        }
    }

    static void Change(
        Profile profile, string cartId, LoggedEvent logged, Action<Cart> change, CartState state = CartState.Active)
    {
        var cart = profile.Carts.FirstOrDefault(cart => cart.CartId == cartId);
        if (cart is null)
            profile.Carts.Add(cart = new Cart { CartId = cartId, CreateTime = logged.LogTime });
        if (cart.State is CartState.Ordered)
            cart.Lines.Clear();
        change(cart);
        cart.State = cart.Lines.Count == 0 ? CartState.Emptied : state;
        cart.ActivityTime = logged.LogTime;
        cart.Subtotal = new Money { CurrencyCode = "GBP", Units = cart.Lines.Sum(line => line.Quantity * line.UnitPrice.Units) };
    }

    static void Add(Cart cart, LineItem added)
    {
        if (cart.Lines.FirstOrDefault(line => line.ProductId == added.ProductId) is { } line)
            line.Quantity += added.Quantity;
        else
            cart.Lines.Add(added.Clone());
    }

    static void Remove(Cart cart, LineItem removed)
    {
        if (cart.Lines.FirstOrDefault(line => line.ProductId == removed.ProductId) is not { } line)
            return;
        line.Quantity -= removed.Quantity;
        if (line.Quantity <= 0)
            cart.Lines.Remove(line);
    }
}
