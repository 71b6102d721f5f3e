using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Sending;

/// <summary>The products of which a message shows what the catalog says now.</summary>
static class SubjectProducts
{
    /// <summary>Those of a cart, or those that it is about. What was ordered is shown as it was ordered.</summary>
    public static IEnumerable<string> Of(MessageContent content) => content.SubjectCase switch
    {
        MessageContent.SubjectOneofCase.Cart => content.Cart.Lines.Select(line => line.ProductId),
        MessageContent.SubjectOneofCase.Products => content.Products.Products.Select(product => product.ProductId),
        _ => [],
    };
}
