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
        ["five lower prices and a million more"] = () => Dropped(dropped =>
        {
            (dropped.WaveId, dropped.MoreCount) = (Text(100), 1_000_000);
            dropped.Items.Add(Enumerable.Repeat(dropped.Items[0], 4));
        }),
        ["five variants back"] = () => Back(back => back.Products.Add(Enumerable.Repeat(back.Products[0], 4))),
        ["something back that nobody asked for"] = () => Back(back => (back.Requested, back.Channel) = (false, Channel.Unspecified)),
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
        ["lower price by a shop / SERVICE_CREDENTIAL_REQUIRED / price_dropped"] = () => FromOutside(Dropped(_ => { })),
        ["no wave of prices / FIELD_REQUIRED / price_dropped.wave_id"] = () => Dropped(dropped => dropped.WaveId = ""),
        ["no lower price / FIELD_REQUIRED / price_dropped.items"] = () => Dropped(dropped => dropped.Items.Clear()),
        ["six lower prices / FIELD_TOO_LONG / price_dropped.items"] =
            () => Dropped(dropped => dropped.Items.Add(Enumerable.Repeat(dropped.Items[0], 5))),
        ["fewer than no more / FIELD_INVALID / price_dropped.more_count"] = () => Dropped(dropped => dropped.MoreCount = -1),
        ["lower price of nothing / FIELD_REQUIRED / price_dropped.items[0].product"] = () => Dropped(dropped => dropped.Items[0].Product = null),
        ["no price now / FIELD_REQUIRED / price_dropped.items[0].product.unit_price"] = () => Dropped(dropped => dropped.Items[0].Product.UnitPrice = null),
        ["no former price / FIELD_REQUIRED / price_dropped.items[0].former_price"] = () => Dropped(dropped => dropped.Items[0].FormerPrice = null),
        ["no lower price than before / FIELD_INVALID / price_dropped.items[0].former_price"] =
            () => Dropped(dropped => dropped.Items[0].FormerPrice = dropped.Items[0].Product.UnitPrice),
        ["lower price in another currency / FIELD_INVALID / price_dropped.items[0].former_price"] =
            () => Dropped(dropped => dropped.Items[0].FormerPrice.CurrencyCode = "USD"),
        ["no interest / FIELD_REQUIRED / price_dropped.items[0].interest"] = () => Dropped(dropped => dropped.Items[0].Interest = Interest.Unspecified),
        ["stock by a shop / SERVICE_CREDENTIAL_REQUIRED / back_in_stock"] = () => FromOutside(Back(_ => { })),
        ["no wave of stock / FIELD_REQUIRED / back_in_stock.wave_id"] = () => Back(back => back.WaveId = ""),
        ["nothing back / FIELD_REQUIRED / back_in_stock.products"] = () => Back(back => back.Products.Clear()),
        ["six back / FIELD_TOO_LONG / back_in_stock.products"] = () => Back(back => back.Products.Add(Enumerable.Repeat(back.Products[0], 5))),
        ["no channel of who asked / FIELD_REQUIRED / back_in_stock.channel"] = () => Back(back => back.Channel = Channel.Unspecified),
        ["a line back without product / FIELD_REQUIRED / back_in_stock.products[0].product_id"] = () => Back(back => back.Products[0].ProductId = ""),
    };

    public static Event Dropped(Action<PriceDropped> change)
    {
        var (now, former) = (Build.Line(), Build.Money(100));
        now.UnitPrice = Build.Money(80);
        var dropped = new PriceDropped
        {
            WaveId = "20261101T12", Items = { new DroppedPrice { Product = now, FormerPrice = former, Interest = Interest.Wished } },
        };
        change(dropped);
        return Build.Event(e => e.PriceDropped = dropped);
    }

    public static Event Back(Action<BackInStock> change)
    {
        var back = new BackInStock { WaveId = "20261101T120000-1", Products = { Build.Line() }, Requested = true, Channel = Channel.Email };
        change(back);
        return Build.Event(e => e.BackInStock = back);
    }

    static Event FromOutside(Event said)
    {
        said.EventId = "from-outside";
        return said;
    }

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
