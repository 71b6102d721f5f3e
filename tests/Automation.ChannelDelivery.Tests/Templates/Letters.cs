using Automation.ChannelDelivery.Templates;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Recommendations.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Templates;

/// <summary>Templates and messages that tests change one detail of.</summary>
static class Letters
{
    public static readonly Uri Recover = new("https://go.example.com/r/TOKEN");
    public static readonly Uri Unsubscribe = new("https://go.example.com/u/TOKEN");

    /// <summary>A template in one language.</summary>
    public static TemplateDefinition Of(TemplateSubject subject, params Block[] blocks) => In("en", subject, blocks);

    public static TemplateDefinition In(string locale, TemplateSubject subject, params Block[] blocks) => new()
    {
        DisplayName = "A letter",
        SubjectKind = subject,
        Texts = { Text(locale, "Your cart is saved", blocks) },
    };

    public static LocalizedText Text(string locale, string subject, params Block[] blocks) =>
        new() { Locale = locale, Subject = subject, Blocks = new BlockList { Blocks = { blocks } } };

    public static Block Headline(string text) => new() { Headline = new HeadlineBlock { Text = text } };

    public static Block Paragraph(string text) => new() { Text = new TextBlock { Text = text } };

    public static Block CartLines(int count = 0) => new() { CartLines = new CartLinesBlock { LineCount = count } };

    public static Block OrderLines() => new() { OrderLines = new OrderLinesBlock() };

    public static Block Products(ProductSetting setting = ProductSetting.Unspecified) => new() { Products = new ProductsBlock { Setting = setting } };

    public static Block Button(string label, ButtonTarget target, string url = "") =>
        new() { Button = new ButtonBlock { Label = label, Target = target, Url = url } };

    public static ShopTemplate Compile(TemplateDefinition definition)
    {
        var (template, findings) = TemplateCompiler.Compile(definition);
        Assert.DoesNotContain(findings, finding => finding.Severity is FindingSeverity.Error);
        return template!;
    }

    public static MailOutcome.Mail Render(TemplateDefinition definition, MailFacts facts) =>
        Assert.IsType<MailOutcome.Mail>(Compile(definition).Render(facts));

    public static MailOutcome.Stopped Stop(TemplateDefinition definition, MailFacts facts) =>
        Assert.IsType<MailOutcome.Stopped>(Compile(definition).Render(facts));

    /// <summary>About the usual cart.</summary>
    public static MailFacts Facts(MessageContent? content = null) => new()
    {
        Shop = Samples.Shop(),
        Brand = new Brand(),
        Shopper = Samples.Profile(),
        Content = content ?? Samples.Content(),
        Products = new Dictionary<string, CatalogProduct>(),
        Recommended = new Dictionary<RecommendationStrategy, IReadOnlyList<Product>>(),
        Time = Samples.Noon,
        RecoverUrl = Recover,
        UnsubscribeUrl = Unsubscribe,
    };

    public static MailFacts With(this MailFacts facts, params (string Name, string Value)[] traits)
    {
        var profile = facts.Shopper!.Clone();
        profile.Traits ??= new Struct();
        foreach (var (name, value) in traits)
            profile.Traits.Fields[name] = Value.ForString(value);
        return facts with { Shopper = profile };
    }

    public static MessageContent Order() => new()
    {
        Order = new MessageOrder
        {
            OrderId = "1001",
            Lines = { Samples.Content().Cart.Lines },
            Total = Samples.Pounds(31, 990_000_000),
            Shipment = new MessageShipment { Carrier = "Royal Mail", TrackingUrl = "https://parcels.example.com/1001" },
        },
    };

    public static MessageContent About(bool reducedOnly, params MessageProduct[] products) =>
        new() { Products = new MessageProducts { Products = { products }, ReducedOnly = reducedOnly } };

    public static MessageProduct Product(string id, long formerPounds = 0) => new()
    {
        ProductId = id, Title = $"The {id}", Price = Samples.Pounds(20), FormerPrice = formerPounds == 0 ? null : Samples.Pounds(formerPounds),
    };

    public static CatalogProduct Sold(string id, long pounds, Availability availability = Availability.InStock) => new()
    {
        Source = ProductSource.Catalog,
        Product = new Product
        {
            ProductId = id, Title = $"{id} of the catalog", Price = Samples.Pounds(pounds), Availability = availability,
            ProductUrl = $"https://gifts.example.com/{id}", ImageUrl = $"https://img.example.com/{id}.png",
        },
    };

    public static Dictionary<string, CatalogProduct> Catalog(params CatalogProduct[] products) =>
        products.ToDictionary(product => product.Product.ProductId);
}
