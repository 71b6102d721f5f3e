using Automation.Segmentation.V1;

namespace Automation.WorkflowEngine.Contents;

/// <summary>What a shopper has bought since an instant, and neither called off nor given back.</summary>
static class PurchasedProducts
{
    public static IEnumerable<Order> OrdersSince(Profile? profile, DateTimeOffset since) =>
        (profile?.Orders ?? []).Where(order =>
            order.State is not (OrderState.Cancelled or OrderState.Refunded) && order.CompleteTime?.ToDateTimeOffset() >= since);

    /// <summary>Of which variants only this one counts; where either side says none, any does.</summary>
    public static bool Has(IEnumerable<Order> orders, string productId, string variantId) =>
        orders.Any(order => order.Lines.Any(line =>
            line.ProductId == productId && (variantId.Length == 0 || line.VariantId.Length == 0 || line.VariantId == variantId)));
}
