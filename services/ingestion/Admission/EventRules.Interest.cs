using Automation.Commerce;
using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <content>What shoppers look for, and ask to be told of.</content>
static partial class EventRules
{
    const int MaxResults = 1_000_000_000;
    const int MaxTold = 5;
    const int MaxMore = 1_000_000;

    static Violation? Check(StockNoticeRequested action) =>
        Product(action.Product)
        ?? (action.Channel is Channel.Unspecified ? null : FieldRules.Known("channel", action.Channel));

    static Violation? Check(StockNoticeWithdrawn action) =>
        FieldRules.Required("product_id", action.ProductId, 100) ?? FieldRules.Optional("variant_id", action.VariantId, 100);

    static Violation? Check(ProductsSearched action) =>
        FieldRules.Required("query", action.Query, 500)
        ?? FieldRules.Must(action.ResultCount is >= 0 and <= MaxResults, "result_count", "must be within 0 to 1,000,000,000; leave it out where it is not known.");

    static Violation? Check(PriceDropped action)
    {
        if ((FieldRules.Required("wave_id", action.WaveId, 100)
            ?? FieldRules.Count("items", action.Items.Count, MaxTold, required: true)
            ?? FieldRules.Must(action.MoreCount is >= 0 and <= MaxMore, "more_count", "must be within 0 to 1,000,000.")) is { } violation)
            return violation;
        for (var i = 0; i < action.Items.Count; i++)
        {
            if (Check(action.Items[i]) is { } wrong)
                return wrong.Under($"items[{i}]");
        }
        return null;
    }

    static Violation? Check(DroppedPrice item)
    {
        if ((Product(item.Product)
            ?? FieldRules.Money("product.unit_price", item.Product.UnitPrice, required: true)
            ?? FieldRules.Money("former_price", item.FormerPrice, required: true)
            ?? FieldRules.Known("interest", item.Interest)) is { } violation)
            return violation;
        var (now, former) = (item.Product.UnitPrice, item.FormerPrice);
        return FieldRules.Must(
            now.CurrencyCode == former.CurrencyCode && now.ToNanos() < former.ToNanos(),
            "former_price", "must be more than the price now, in the same currency; leave out what does not cost less.");
    }

    static Violation? Check(BackInStock action)
    {
        if ((FieldRules.Required("wave_id", action.WaveId, 100)
            ?? FieldRules.Count("products", action.Products.Count, MaxTold, required: true)
            ?? (action.Requested ? FieldRules.Known("channel", action.Channel) : null)) is { } violation)
            return violation;
        for (var i = 0; i < action.Products.Count; i++)
        {
            if (Line(action.Products[i]) is { } wrong)
                return wrong.Under($"products[{i}]");
        }
        return null;
    }
}
