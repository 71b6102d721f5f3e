using Automation.Commerce.V1;
using static Automation.Ingestion.Tests.Admission.AdmissionCases.Sample;

namespace Automation.Ingestion.Tests.Admission.AdmissionCases;

/// <summary>Events as the rules see them: what shoppers look for, and ask to be told of.</summary>
static class InterestCases
{
    public static readonly Dictionary<string, Func<Event>> AtTheLimit = new()
    {
        ["notice of no channel"] = () => Notice(_ => { }),
        ["notice by SMS"] = () => Notice(notice => notice.Channel = Channel.Sms),
        ["notice of a variant withdrawn"] = () => Withdrawn(Text(100), Text(100)),
        ["notice of all variants withdrawn"] = () => Withdrawn("p", ""),
        ["category of 100"] = () => Build.Event(e => e.CategoryViewed = new CategoryViewed { Category = Text(100) }),
        ["search of 500"] = () => Build.Event(e => e.ProductsSearched = new ProductsSearched { Query = Text(500) }),
        ["search that found nothing"] = () => Searched(0),
        ["search that found a billion"] = () => Searched(1_000_000_000),
    };

    public static readonly Dictionary<string, Func<Event>> Breaches = new()
    {
        ["notice of nothing / FIELD_REQUIRED / stock_notice_requested.product"] = () => Notice(notice => notice.Product = null),
        ["notice of a line without product / FIELD_REQUIRED / stock_notice_requested.product.product_id"] =
            () => Notice(notice => notice.Product.ProductId = ""),
        ["notice by an unknown channel / FIELD_INVALID / stock_notice_requested.channel"] = () => Notice(notice => notice.Channel = (Channel)99),
        ["withdrawal of nothing / FIELD_REQUIRED / stock_notice_withdrawn.product_id"] = () => Withdrawn("", ""),
        ["withdrawal of a variant of 101 / FIELD_TOO_LONG / stock_notice_withdrawn.variant_id"] = () => Withdrawn("p", Text(101)),
        ["no category / FIELD_REQUIRED / category_viewed.category"] = () => Build.Event(e => e.CategoryViewed = new CategoryViewed()),
        ["category of 101 / FIELD_TOO_LONG / category_viewed.category"] =
            () => Build.Event(e => e.CategoryViewed = new CategoryViewed { Category = Text(101) }),
        ["no query / FIELD_REQUIRED / products_searched.query"] = () => Build.Event(e => e.ProductsSearched = new ProductsSearched()),
        ["query of 501 / FIELD_TOO_LONG / products_searched.query"] =
            () => Build.Event(e => e.ProductsSearched = new ProductsSearched { Query = Text(501) }),
        ["fewer than no results / FIELD_INVALID / products_searched.result_count"] = () => Searched(-1),
        ["more than a billion results / FIELD_INVALID / products_searched.result_count"] = () => Searched(1_000_000_001),
    };

    static Event Notice(Action<StockNoticeRequested> change)
    {
        var notice = new StockNoticeRequested { Product = Build.Line() };
        change(notice);
        return Build.Event(e => e.StockNoticeRequested = notice);
    }

    static Event Withdrawn(string productId, string variantId) =>
        Build.Event(e => e.StockNoticeWithdrawn = new StockNoticeWithdrawn { ProductId = productId, VariantId = variantId });

    static Event Searched(int results) =>
        Build.Event(e => e.ProductsSearched = new ProductsSearched { Query = "glass ball", ResultCount = results });
}
