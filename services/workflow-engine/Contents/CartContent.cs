using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Contents;

/// <summary>The cart that the run's key names, as it is now.</summary>
/// <param name="beginsWithOrder">Whether runs begin with the order of the cart: they are about just what was bought.</param>
sealed class CartContent(bool beginsWithOrder) : ContentKind
{
    public override (MessageContent? Content, string Reason) Now(in ContentScope scope)
    {
        // What was bought is in nobody's cart any more, whatever the definition forgot to say.
        if (scope.Cart is not { Lines.Count: > 0 } cart || (cart.State is CartState.Ordered && !beginsWithOrder))
            return (null, RunReasons.CartEmpty);
        var shown = new MessageCart { CartId = cart.CartId, Subtotal = cart.Subtotal?.Clone(), Coupon = cart.Coupon };
        shown.Lines.Add(cart.Lines.Select(line => line.Clone()));
        return (new MessageContent { Cart = shown }, "");
    }

    public override void Keep(in ContentScope scope, Profile kept)
    {
        if (kept.Carts.Count == 0 && scope.Cart is { } cart)
            kept.Carts.Add(cart);
    }
}
