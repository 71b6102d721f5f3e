using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Google.Protobuf.Collections;

namespace Automation.Ingestion.Admission;

/// <content>Products, carts and checkouts.</content>
static partial class EventRules
{
    const int MaxLines = 500;
    const int MaxQuantity = 1_000_000;

    static Violation? CartId(string cartId) => FieldRules.Required("cart_id", cartId, 100);

    static Violation? Product(LineItem? product) =>
        product is null ? Violation.Required("product") : Line(product)?.Under("product");

    static Violation? Check(ProductAdded action) => CartId(action.CartId) ?? Product(action.Product);

    static Violation? Check(ProductRemoved action) => CartId(action.CartId) ?? Product(action.Product);

    static Violation? Check(CartUpdated action) => CartId(action.CartId) ?? Lines(action.Lines);

    static Violation? Check(CheckoutStarted action) =>
        CartId(action.CartId)
        ?? FieldRules.Optional("checkout_id", action.CheckoutId, 100)
        ?? Lines(action.Lines)
        ?? FieldRules.Money("total", action.Total);

    static Violation? Check(CouponApplied action) =>
        CartId(action.CartId)
        ?? FieldRules.Required("coupon", action.Coupon, 100)
        ?? FieldRules.Money("discount", action.Discount);

    static Violation? Lines(RepeatedField<LineItem> lines, bool required = false)
    {
        if (FieldRules.Count("lines", lines.Count, MaxLines, required) is { } violation)
            return violation;
        for (var i = 0; i < lines.Count; i++)
        {
            if (Line(lines[i]) is { } wrong)
                return wrong.Under($"lines[{i}]");
        }
        return Amount.CanSum(lines) ? null : TooLarge("lines", "add up to more than an amount can say; correct prices and quantities.");
    }

    static Violation? TooLarge(string field, string description) => new Violation(field, FaultReasons.AmountTooLarge.Code, description);

    static Violation? Line(LineItem line) =>
        FieldRules.Required("product_id", line.ProductId, 100)
        ?? FieldRules.Optional("variant_id", line.VariantId, 100)
        ?? FieldRules.Optional("sku", line.Sku, 100)
        ?? FieldRules.Optional("title", line.Title, 500)
        ?? FieldRules.Must(line.Quantity is >= 0 and <= MaxQuantity, "quantity", "must be within 0 to 1,000,000; 0 means 1.")
        ?? FieldRules.Money("unit_price", line.UnitPrice)
        ?? (Amount.CanSum(line) ? null : TooLarge("unit_price", "times quantity is more than an amount can say; correct price and quantity."));
}
