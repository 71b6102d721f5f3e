using Automation.Commerce.V1;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <content>Orders and the catalog.</content>
static partial class EventRules
{
    const int MaxCategories = 20;
    const int MaxUnits = 1_000_000_000;

    static Violation? OrderId(string orderId) => FieldRules.Required("order_id", orderId, 100);

    static Violation? Check(OrderCompleted action) =>
        OrderId(action.OrderId)
        ?? FieldRules.Optional("cart_id", action.CartId, 100)
        ?? FieldRules.Optional("checkout_id", action.CheckoutId, 100)
        ?? Lines(action.Lines, required: true)
        ?? FieldRules.Money("total", action.Total, required: true);

    static Violation? Check(OrderUpdated action) =>
        OrderId(action.OrderId) ?? Lines(action.Lines) ?? FieldRules.Money("total", action.Total, required: true);

    static Violation? Check(OrderCancelled action) =>
        OrderId(action.OrderId) ?? FieldRules.Optional("reason", action.Reason, 200);

    static Violation? Check(OrderRefunded action) =>
        OrderId(action.OrderId) ?? FieldRules.Money("amount", action.Amount);

    static Violation? Check(OrderFulfilled action) =>
        OrderId(action.OrderId) ?? FieldRules.Optional("tracking_number", action.TrackingNumber, 100);

    static Violation? Check(ProductUpserted action) =>
        action.Product is null ? Violation.Required("product") : Check(action.Product)?.Under("product");

    static Violation? Check(Product product) =>
        FieldRules.Required("product_id", product.ProductId, 100)
        ?? FieldRules.Required("title", product.Title, 500)
        ?? FieldRules.Money("price", product.Price, required: true)
        ?? FieldRules.Money("compare_at_price", product.CompareAtPrice)
        ?? FieldRules.Must(
            Enum.IsDefined(product.Availability), "availability",
            "is not an availability of this version; use another one, or leave it out if not known.")
        ?? FieldRules.Must(
            product.UnitCount is >= 0 and <= MaxUnits, "unit_count", "must be within 0 to 1,000,000,000; leave it out where it is not known.")
        ?? Categories(product);

    static Violation? Categories(Product product)
    {
        if (FieldRules.Count("categories", product.Categories.Count, MaxCategories) is { } violation)
            return violation;
        for (var i = 0; i < product.Categories.Count; i++)
        {
            if (FieldRules.Optional("categories", product.Categories[i], 100) is { } wrong)
                return wrong with { Field = $"categories[{i}]" };
        }
        return null;
    }
}
