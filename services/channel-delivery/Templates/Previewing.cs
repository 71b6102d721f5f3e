using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Peers;
using Automation.ChannelDelivery.V1;
using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>Whom a template is shown for.</summary>
/// <param name="ShopperId">Empty: a made-up shopper.</param>
/// <param name="Locale">Null: the shopper's.</param>
/// <param name="IsTransactional">Whether the link to unsubscribe is left out.</param>
sealed record PreviewWish(string ShopperId, string? Locale, bool IsTransactional);

/// <summary>Shows a template as messages are rendered, and sends nothing.</summary>
sealed class Previewing(
    RemoteShops shops,
    IBrands brands,
    ProfileReader profiles,
    ProductFinder products,
    Recommending recommending,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock)
{
    const int MaxProducts = 5;

    /// <param name="shopId">The shop.</param>
    /// <param name="template">What is shown.</param>
    /// <param name="definition">Of it; null for one of this build.</param>
    /// <param name="wish">Whom for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Fault">NOT_FOUND: no such shopper.</exception>
    public async Task<MailOutcome> ShowAsync(
        string shopId, IMessageTemplate template, TemplateDefinition? definition, PreviewWish wish, CancellationToken cancellationToken)
    {
        var shop = await shops.FindAsync(shopId, cancellationToken) ?? throw Fault.NotFound("shop", shopId);
        var brand = await brands.FindAsync(shopId, cancellationToken);
        var invented = InventedMessage.Of(definition ?? new TemplateDefinition { SubjectKind = template.Subject }, wish.Locale, shop, brand);
        var facts = wish.ShopperId.Length == 0 ? invented : await OfShopperAsync(shopId, template, wish.ShopperId, invented, cancellationToken);
        return template.Render(wish.IsTransactional ? facts with { UnsubscribeUrl = null } : facts);
    }

    async Task<MailFacts> OfShopperAsync(
        string shopId, IMessageTemplate template, string shopperId, MailFacts invented, CancellationToken cancellationToken)
    {
        var profile = (await profiles.AskAsync(shopId, [(shopperId, new LogPosition())], cancellationToken)).GetValueOrDefault(shopperId)
            ?? throw Fault.NotFound("shopper", shopperId);
        var content = ContentOf(template.Subject, profile);
        var known = await products.FindAsync(shopId, IdsOf(content), [], cancellationToken);
        var recommended = await recommending.AskAsync(shopId, [new Wish(shopperId, content, template.Recommends)], cancellationToken);
        return invented with
        {
            Shopper = profile,
            Content = content,
            Products = known ?? [],
            Recommended = recommended[0] ?? Recommending.Nothing,
            Time = shopClock.GetUtcNow(),
        };
    }

    // The newest thing of the shopper that messages could be about.
    static MessageContent ContentOf(TemplateSubject subject, Profile profile) => subject switch
    {
        TemplateSubject.Cart when profile.Carts.FirstOrDefault(IsOpen) is { } cart => new MessageContent
        {
            Cart = new MessageCart { CartId = cart.CartId, Lines = { cart.Lines }, Subtotal = cart.Subtotal, Coupon = cart.Coupon },
        },
        TemplateSubject.Order when profile.Orders.Count > 0 => new MessageContent
        {
            Order = new MessageOrder
            {
                OrderId = profile.Orders[0].OrderId,
                Lines = { profile.Orders[0].Lines },
                Total = profile.Orders[0].Total,
                Refunded = profile.Orders[0].Refund,
            },
        },
        TemplateSubject.Products when profile.ProductViews.Count > 0 => new MessageContent
        {
            Products = new MessageProducts
            {
                Products = { profile.ProductViews.Take(MaxProducts).Select(view => new MessageProduct { ProductId = view.ProductId }) },
            },
        },
        _ => new MessageContent(),
    };

    static bool IsOpen(Cart cart) => cart.State is CartState.Active or CartState.Checkout && cart.Lines.Count > 0;

    static HashSet<string> IdsOf(MessageContent content) =>
        [.. content.Cart?.Lines.Select(line => line.ProductId) ?? content.Products?.Products.Select(product => product.ProductId) ?? []];
}
