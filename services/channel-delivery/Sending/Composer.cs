using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Telemetry;
using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Database;

namespace Automation.ChannelDelivery.Sending;

/// <summary>Renders messages, and asks for products to recommend once for all messages of a shop.</summary>
sealed class Composer(
    [FromKeyedServices(DatabasePools.Work)] ITemplates templates,
    [FromKeyedServices(DatabasePools.Work)] IBrands brands,
    Recommending recommending,
    LinkMaker links,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<Composer> logger)
{
    static readonly Dictionary<string, CatalogProduct> s_nothing = [];

    /// <summary>Sets <see cref="Candidate.Rendered"/> of each; answers why not for those that cannot be rendered.</summary>
    public async Task<List<(Candidate Candidate, MessageState State, string Reason, string Detail)>> ComposeAsync(
        IReadOnlyList<Candidate> candidates, CancellationToken cancellationToken)
    {
        var refused = new List<(Candidate, MessageState, string, string)>();
        foreach (var shop in candidates.GroupBy(candidate => candidate.Message.ShopId))
        {
            var open = new List<(Candidate Candidate, IMessageTemplate Template)>();
            foreach (var candidate in shop)
            {
                if (await templates.FindAsync(shop.Key, candidate.Message.TemplateId, cancellationToken) is { } template)
                    open.Add((candidate, template));
                else
                    refused.Add((candidate, MessageState.Dropped, SendReasons.TemplateUnknown, candidate.Message.TemplateId));
            }
            if (open.Count > 0)
                await ComposeShopAsync(shop.Key, open, refused, cancellationToken);
        }
        return refused;
    }

    async Task ComposeShopAsync(
        string shopId,
        List<(Candidate Candidate, IMessageTemplate Template)> open,
        List<(Candidate, MessageState, string, string)> refused,
        CancellationToken cancellationToken)
    {
        var brand = await brands.FindAsync(shopId, cancellationToken);
        // Whoever has not answered about the catalog is not waited for a second time.
        var recommended = open.Exists(entry => entry.Candidate.Products is not null)
            ? await recommending.AskAsync(shopId, open.ConvertAll(entry => new Wish(
                entry.Candidate.Message.Shopper, entry.Candidate.Content, entry.Template.Recommends)), cancellationToken)
            : null;
        foreach (var (index, (candidate, template)) in open.Index())
        {
            var products = recommended?[index];
            candidate.Degradation = candidate.Products is null ? SendReasons.CatalogUnavailable
                : products is null ? SendReasons.RecommendationsUnavailable : "";
            // A sender that is not an address would become a line of SMTP; ingestion checks it, this makes sure.
            if (ChannelAddresses.Normalize(candidate.Message.Channel, candidate.Permit!.Shop.SenderEmail) is not { } sender)
            {
                var detail = $"'{candidate.Permit.Shop.SenderEmail}' is no address that mail can come from; give the shop another one by UpdateShop.";
                refused.Add((candidate, MessageState.Failed, SendReasons.SenderInvalid, detail));
                continue;
            }
            switch (template.Render(FactsOf(candidate, brand, products)))
            {
                case MailOutcome.Mail mail:
                    candidate.Rendered = Rendered(candidate, brand, sender, mail);
                    break;
                case MailOutcome.Stopped stopped:
                    var isDefect = stopped.Reason == SendReasons.RenderingFailed;
                    if (isDefect)
                        ChannelDeliveryLog.NotRendered(logger, candidate.Message.MessageId, candidate.Message.TemplateId, stopped.Detail);
                    refused.Add((candidate, isDefect ? MessageState.Failed : MessageState.Dropped, stopped.Reason, stopped.Detail));
                    break;
            }
        }
    }

    MailFacts FactsOf(
        Candidate candidate, Brand brand, IReadOnlyDictionary<RecommendationStrategy, IReadOnlyList<Product>>? recommended)
    {
        var message = candidate.Message;
        var now = shopClock.GetUtcNow();
        return new MailFacts
        {
            Shop = candidate.Permit!.Shop,
            Brand = brand,
            Shopper = candidate.Shopper,
            Content = candidate.Content,
            Products = candidate.Products ?? s_nothing,
            Recommended = recommended ?? Recommending.Nothing,
            Time = now,
            RecoverUrl = links.Recover(message, now),
            UnsubscribeUrl = AddressDecision.IsMarketing(message.Purpose) ? links.Unsubscribe(message) : null,
        };
    }

    RenderedMessage Rendered(Candidate candidate, Brand brand, string sender, MailOutcome.Mail mail)
    {
        var (message, permit) = (candidate.Message, candidate.Permit!);
        var unsubscribeUrl = AddressDecision.IsMarketing(message.Purpose) ? links.Unsubscribe(message) : null;
        return new RenderedMessage(
            message.MessageId, BrandLook.Of(brand, permit.Shop).Name, sender, permit.Address, mail.Subject, mail.Html, mail.Text, unsubscribeUrl,
            shopClock.GetUtcNow());
    }
}
