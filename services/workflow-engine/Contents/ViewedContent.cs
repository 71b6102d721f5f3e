using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Contents;

/// <summary>
/// The products that the shopper looked at most since a day before the run began: by number of views, then the latest first. What
/// was bought lately is not shown again to who looks it up.
/// </summary>
sealed class ViewedContent : ContentKind
{
    const int MaxProducts = 3;
    static readonly TimeSpan s_before = TimeSpan.FromHours(24);
    static readonly TimeSpan s_bought = TimeSpan.FromDays(60);
    static readonly ProductsContent s_told = new();

    public override IReadOnlyList<string> FieldsOf(string eventName) => s_told.FieldsOf(eventName);

    public override MessageContent? SubjectOf(Event @event) => s_told.SubjectOf(@event);

    public override (MessageContent? Content, string Reason) Now(in ContentScope scope)
    {
        if (scope.Subject?.Products is not { Products: [var told, ..] })
            return (new MessageContent(), "");
        var bought = PurchasedProducts.OrdersSince(scope.Profile, scope.EnterTime - s_bought).ToList();
        var views = Views(scope)
            .Where(view => !PurchasedProducts.Has(bought, view.ProductId, ""))
            .OrderByDescending(view => view.ViewCount)
            .ThenByDescending(view => view.ViewTime.ToDateTimeOffset())
            .ToList();
        if (views.Count == 0)
            return (null, RunReasons.ProductsBought);
        var shown = new MessageProducts { MoreCount = Math.Max(0, views.Count - MaxProducts) };
        shown.Products.Add(views.Take(MaxProducts).Select(view =>
            view.ProductId == told.ProductId ? told.Clone() : new MessageProduct { ProductId = view.ProductId }));
        return (new MessageContent { Products = shown }, "");
    }

    public override void Keep(in ContentScope scope, Profile kept)
    {
        if (kept.Orders.Count == 0)
            kept.Orders.Add(PurchasedProducts.OrdersSince(scope.Profile, scope.EnterTime - s_bought));
        if (kept.ProductViews.Count == 0)
            kept.ProductViews.Add(Views(scope));
    }

    static IEnumerable<ProductView> Views(in ContentScope scope)
    {
        var since = scope.EnterTime - s_before;
        return (scope.Profile?.ProductViews ?? []).Where(view => view.ViewTime?.ToDateTimeOffset() >= since);
    }
}
