using System.Security.Cryptography;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What a message is about.</summary>
static class CartContent
{
    /// <summary>The content of a message about a cart, or of one about nothing in particular.</summary>
    public static MessageContent Of(Cart? cart)
    {
        var content = new MessageContent();
        if (cart is not null)
        {
            content.Cart = new MessageCart { CartId = cart.CartId, Subtotal = cart.Subtotal?.Clone(), Coupon = cart.Coupon };
            content.Cart.Lines.Add(cart.Lines.Select(line => line.Clone()));
        }
        // No maps inside, so equal content has equal bytes.
        content.Revision = Convert.ToHexStringLower(SHA256.HashData(content.ToByteArray()).AsSpan(0, 16));
        return content;
    }
}
