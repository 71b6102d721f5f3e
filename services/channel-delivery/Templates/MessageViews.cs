using Automation.ChannelDelivery.Blocks;
using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Texts;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;

namespace Automation.ChannelDelivery.Templates;

/// <summary>From facts to what blocks and texts show.</summary>
static class MessageViews
{
    /// <summary>Why a message cannot be shown by templates about something; null: it can.</summary>
    public static MailOutcome.Stopped? Missing(TemplateSubject subject, MailFacts facts)
    {
        var content = facts.Content;
        var isThere = subject switch
        {
            TemplateSubject.Cart => content.Cart is { Lines.Count: > 0 },
            TemplateSubject.Order => content.Order is not null,
            TemplateSubject.Products => content.Products is { Products.Count: > 0 },
            _ => true,
        };
        if (!isThere)
        {
            return new MailOutcome.Stopped(
                TemplateReasons.ContentMissing,
                $"The template is about {subject.ToString().ToLowerInvariant()}, and the message about {(content.SubjectCase is WorkflowEngine.V1.MessageContent.SubjectOneofCase.None ? "the shopper alone" : content.SubjectCase.ToString().ToLowerInvariant())}.");
        }
        if (subject is not TemplateSubject.Products || ProductItems.Of(content.Products, facts.Products).Count > 0)
            return null;
        return Stock.Of(content, facts.Products) is CartStock.NotReduced
            ? new MailOutcome.Stopped(TemplateReasons.PriceNotLower, "")
            : new MailOutcome.Stopped(TemplateReasons.NothingAvailable, "");
    }

    /// <param name="subject">What the template is about.</param>
    /// <param name="facts">Of a message about that.</param>
    /// <param name="brand">How the shop looks.</param>
    /// <param name="maxLines">Lines that a block shows at most.</param>
    public static MessageView Build(TemplateSubject subject, MailFacts facts, BrandLook brand, int maxLines)
    {
        var content = facts.Content;
        var items = subject switch
        {
            TemplateSubject.Cart => CartViews.Lines(content.Cart, facts.Products, maxLines),
            TemplateSubject.Order => OrderItems.Of(content.Order.Lines),
            TemplateSubject.Products => ProductItems.Of(content.Products, facts.Products),
            _ => [],
        };
        var view = new MessageView
        {
            Variables = Everywhere(facts, brand),
            Brand = brand,
            Items = items,
            ShipmentItems = subject is TemplateSubject.Order && content.Order.Shipment is { } shipment ? OrderItems.Of(shipment.Lines) : [],
            MoreCount = subject is TemplateSubject.Products ? Math.Max(0, content.Products.MoreCount) : 0,
            Total = subject switch
            {
                TemplateSubject.Cart => CartViews.TotalOf(items),
                TemplateSubject.Order => content.Order.Total,
                _ => null,
            },
            Refunded = subject is TemplateSubject.Order ? content.Order.Refunded : null,
            Coupon = subject is TemplateSubject.Cart ? ShownText.Title(content.Cart.Coupon) : null,
            TrackingUrl = subject is TemplateSubject.Order ? WebAddress.Of(content.Order.Shipment?.TrackingUrl) : null,
            StorefrontUrl = WebAddress.Of(facts.Shop.StorefrontUrl),
            RecoverUrl = subject is TemplateSubject.Cart ? facts.RecoverUrl.AbsoluteUri : null,
            UnsubscribeUrl = facts.UnsubscribeUrl?.AbsoluteUri,
            Recommended = facts.Recommended.ToDictionary(
                pair => pair.Key, pair => (IReadOnlyList<ShownItem>)[.. pair.Value.Select(ProductItems.Of)]),
            MaxLines = maxLines,
        };
        AddLinks(view);
        AddSubject(subject, facts, view);
        return view;
    }

    static Variables Everywhere(MailFacts facts, BrandLook brand)
    {
        var traits = new Variables();
        foreach (var (name, value) in facts.Shopper?.Traits?.Fields ?? [])
            traits.Set(name, Trait(value));
        return new Variables()
            .Set("brand", new Variables().Set("name", brand.Name).Set("address", string.Join(", ", brand.AddressLines)))
            .Set("shop", new Variables().Set("name", ShownText.Title(facts.Shop.DisplayName)).Set("address", SingleLine.Of(facts.Shop.PostalAddress)))
            .Set("message", new Variables().Set("time", facts.Time))
            .Set("shopper", new Variables()
                .Set("first_name", ShownText.Title(facts.TraitText("first_name")))
                .Set("last_name", ShownText.Title(facts.TraitText("last_name")))
                .Set("traits", traits));
    }

    // Whatever a shop's events said: one line that is not too long.
    static object? Trait(Google.Protobuf.WellKnownTypes.Value value) => value.KindCase switch
    {
        Google.Protobuf.WellKnownTypes.Value.KindOneofCase.StringValue => ShownText.Title(value.StringValue),
        Google.Protobuf.WellKnownTypes.Value.KindOneofCase.NumberValue => value.NumberValue,
        Google.Protobuf.WellKnownTypes.Value.KindOneofCase.BoolValue => value.BoolValue,
        _ => null,
    };

    static void AddLinks(MessageView view) => view.Variables.Set("links", new Variables()
        .Set("storefront", view.StorefrontUrl).Set("unsubscribe", view.UnsubscribeUrl).Set("recover", view.RecoverUrl));

    static void AddSubject(TemplateSubject subject, MailFacts facts, MessageView view)
    {
        var (content, items) = (facts.Content, view.Items);
        switch (subject)
        {
            case TemplateSubject.Cart:
                view.Variables.Set("cart", Lines(view).Set("total", view.Total).Set("coupon", view.Coupon));
                break;
            case TemplateSubject.Order:
                view.Variables.Set("order", Lines(view).Set("number", ShownText.Title(content.Order.OrderId)).Set("total", view.Total)
                    .Set("refunded", view.Refunded).Set("carrier", ShownText.Title(content.Order.Shipment?.Carrier)).Set("tracking_url", view.TrackingUrl));
                break;
            case TemplateSubject.Products:
                var shown = items.Take(view.MaxLines).ToList();
                view.Variables.Set("product", Product(items[0])).Set("products", new Variables()
                    .Set("count", (long)(items.Count + view.MoreCount))
                    .Set("more_count", (long)(items.Count + view.MoreCount - shown.Count))
                    .Set("items", shown.ConvertAll(Product)));
                break;
        }
    }

    static Variables Lines(MessageView view) => new Variables()
        .Set("first_item", view.Items.Count > 0 ? view.Items[0].Title : null)
        .Set("line_count", (long)view.Items.Count)
        .Set("lines", view.Items.Take(view.MaxLines).Select(Line).ToList());

    static Variables Line(ShownItem item) => new Variables().Set("title", item.Title).Set("quantity", (long)item.Quantity).Set("price", item.Price)
        .Set("former_price", item.FormerPrice).Set("total", item.Total).Set("image_url", item.ImageUrl).Set("sold_out", item.IsSoldOut);

    static Variables Product(ShownItem item) => new Variables().Set("title", item.Title).Set("variant", item.Variant).Set("price", item.Price)
        .Set("former_price", item.FormerPrice).Set("url", item.Url).Set("image_url", item.ImageUrl);
}
