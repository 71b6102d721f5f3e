using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Contents;

/// <summary>The products that an event told of, without those that the shopper has bought since the day before the run began.</summary>
sealed class ProductsContent : ContentKind
{
    /// <summary>What tells of products.</summary>
    public static readonly IReadOnlyList<string> Events =
        ["product_viewed", "product_added_to_wishlist", "stock_notice_requested", "price_dropped", "back_in_stock"];

    // What tells of products may have waited on its way while one of them was bought.
    static readonly TimeSpan s_onItsWay = TimeSpan.FromDays(1);

    public override IReadOnlyList<string> FieldsOf(string eventName) => eventName switch
    {
        "price_dropped" => ["items", "more_count"],
        "back_in_stock" => ["products"],
        _ => ["product"],
    };

    public override MessageContent? SubjectOf(Event @event)
    {
        var products = @event.ActionCase switch
        {
            Event.ActionOneofCase.ProductViewed => One(@event.ProductViewed.Product),
            Event.ActionOneofCase.ProductAddedToWishlist => One(@event.ProductAddedToWishlist.Product),
            Event.ActionOneofCase.StockNoticeRequested => One(@event.StockNoticeRequested.Product),
            Event.ActionOneofCase.PriceDropped => Dropped(@event.PriceDropped),
            Event.ActionOneofCase.BackInStock => new MessageProducts { Products = { @event.BackInStock.Products.Select(Priced) } },
            _ => null,
        };
        return products is { Products.Count: > 0 } ? new MessageContent { Products = products } : null;
    }

    public override (MessageContent? Content, string Reason) Now(in ContentScope scope)
    {
        if (scope.Subject?.Products is not { } told)
            return (new MessageContent(), "");
        var bought = PurchasedProducts.OrdersSince(scope.Profile, scope.EnterTime - s_onItsWay).ToList();
        var shown = told.Clone();
        foreach (var product in told.Products.Where(product => PurchasedProducts.Has(bought, product.ProductId, product.VariantId)))
            shown.Products.Remove(product);
        return shown.Products.Count == 0 ? (null, RunReasons.ProductsBought) : (new MessageContent { Products = shown }, "");
    }

    public override void Keep(in ContentScope scope, Profile kept)
    {
        if (kept.Orders.Count == 0)
            kept.Orders.Add(PurchasedProducts.OrdersSince(scope.Profile, scope.EnterTime - s_onItsWay));
    }

    /// <summary>A product of an event, as it was called there.</summary>
    public static MessageProduct Of(LineItem line) => new() { ProductId = line.ProductId, VariantId = line.VariantId, Title = line.Title };

    static MessageProducts Dropped(PriceDropped dropped)
    {
        // What costs as much again when the message leaves is no drop any more.
        var products = new MessageProducts { MoreCount = dropped.MoreCount, ReducedOnly = true };
        foreach (var item in dropped.Items)
        {
            var product = Priced(item.Product);
            product.FormerPrice = item.FormerPrice?.Clone();
            products.Products.Add(product);
        }
        return products;
    }

    static MessageProduct Priced(LineItem line)
    {
        var product = Of(line);
        product.Price = line.UnitPrice?.Clone();
        return product;
    }

    static MessageProducts One(LineItem? product) =>
        product is { ProductId.Length: > 0 } ? new MessageProducts { Products = { Of(product) } } : new MessageProducts();
}
