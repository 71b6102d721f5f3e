using Automation.ChannelDelivery.Telemetry;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Consents;
using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.Rendering;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Clocks;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Renders messages, and asks for products to suggest once for all messages of a shop.</summary>
sealed class Composer(
    TemplateStore templates,
    ProductFinder products,
    LinkMaker links,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<Composer> logger)
{
    const int SuggestionCount = 2;

    static readonly Dictionary<string, CatalogProduct> s_nothing = [];

    /// <summary>Sets <see cref="Candidate.Rendered"/> of each; answers why not for those that cannot be rendered.</summary>
    public async Task<List<(Candidate Candidate, MessageState State, string Reason, string Detail)>> ComposeAsync(
        IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        var refused = new List<(Candidate, MessageState, string, string)>();
        var open = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            if (!templates.Has(candidate.Message.TemplateId))
                refused.Add((candidate, MessageState.Dropped, SendReasons.TemplateUnknown, candidate.Message.TemplateId));
            else if (candidate.Content.Cart is not { Lines.Count: > 0 })
                refused.Add((candidate, MessageState.Dropped, SendReasons.ContentMissing, ""));
            else
                open.Add(candidate);
        }
        foreach (var shop in open.GroupBy(candidate => candidate.Message.ShopId))
            await ComposeShopAsync(shop.Key, [.. shop], refused, cancellationToken);
        return refused;
    }

    async Task ComposeShopAsync(
        string shopId,
        List<Candidate> candidates,
        List<(Candidate, MessageState, string, string)> refused,
        CancellationToken cancellationToken)
    {
        var carts = candidates.Select(candidate =>
            (IReadOnlySet<string>)candidate.Content.Cart.Lines.Select(line => line.ProductId).ToHashSet()).ToList();
        // Whoever has not answered about the catalog is not waited for a second time.
        var suggested = candidates.Exists(candidate => candidate.Products is not null)
            ? await products.SuggestAsync(shopId, carts, SuggestionCount, cancellationToken)
            : null;
        for (var index = 0; index < candidates.Count; index++)
        {
            var candidate = candidates[index];
            candidate.Degradation = candidate.Products is null ? SendReasons.CatalogUnavailable
                : suggested is null ? SendReasons.RecommendationsUnavailable : "";
            // A sender that is not an address would become a line of SMTP; ingestion checks it, this makes sure.
            if (ChannelAddresses.Normalize(candidate.Message.Channel, candidate.Permit!.Shop.SenderEmail) is not { } sender)
            {
                var detail = $"'{candidate.Permit.Shop.SenderEmail}' is no address that mail can come from; give the shop another one by UpdateShop.";
                refused.Add((candidate, MessageState.Failed, SendReasons.SenderInvalid, detail));
                continue;
            }
            try
            {
                candidate.Rendered = Render(candidate, sender, suggested?[index] ?? []);
            }
            catch (TemplateException exception)
            {
                ChannelDeliveryLog.NotRendered(logger, exception, candidate.Message.MessageId, candidate.Message.TemplateId);
                refused.Add((candidate, MessageState.Failed, SendReasons.RenderingFailed, exception.Message));
            }
        }
    }

    RenderedMessage Render(Candidate candidate, string sender, IReadOnlyList<Product> suggested)
    {
        var (message, permit) = (candidate.Message, candidate.Permit!);
        var now = shopClock.GetUtcNow();
        var unsubscribeUrl = AddressDecision.IsMarketing(message.Purpose) ? links.Unsubscribe(message) : null;
        var recoverUrl = links.Recover(message, now);
        var (view, text) = FittingText.Of(
            lines => CartViews.Build(permit.Shop, candidate.Content.Cart, candidate.Products ?? s_nothing, suggested, recoverUrl, unsubscribeUrl, lines),
            view => templates.Render(message.TemplateId, view));
        return new RenderedMessage(
            message.MessageId, view.ShopName, sender, permit.Address, text.Subject, text.Html, text.Text, unsubscribeUrl, now);
    }
}
