using Automation.Commerce.V1;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;

namespace Automation.Ingestion.Admission;

/// <content>What shoppers look for, and ask to be told of.</content>
static partial class EventRules
{
    const int MaxResults = 1_000_000_000;

    static Violation? Check(StockNoticeRequested action) =>
        Product(action.Product)
        ?? (action.Channel is Channel.Unspecified ? null : FieldRules.Known("channel", action.Channel));

    static Violation? Check(StockNoticeWithdrawn action) =>
        FieldRules.Required("product_id", action.ProductId, 100) ?? FieldRules.Optional("variant_id", action.VariantId, 100);

    static Violation? Check(ProductsSearched action) =>
        FieldRules.Required("query", action.Query, 500)
        ?? FieldRules.Must(action.ResultCount is >= 0 and <= MaxResults, "result_count", "must be within 0 to 1,000,000,000; leave it out where it is not known.");
}
