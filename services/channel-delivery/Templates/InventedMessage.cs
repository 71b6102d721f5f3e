using System.Text.RegularExpressions;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Recommendations.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.ChannelDelivery.Templates;

/// <summary>A made-up shopper with a made-up cart, order or products: for looking at a template before anybody is written to.</summary>
static partial class InventedMessage
{
    const string Currency = "EUR";

    static readonly Shop s_shop = new()
    {
        DisplayName = "Your shop",
        TimeZone = "UTC",
        StorefrontUrl = "https://shop.example.com/",
        PostalAddress = "1 High Street, Springfield",
    };

    /// <param name="definition">Whose traits the shopper has, whatever they are called.</param>
    /// <param name="locale">The shopper's; null: none.</param>
    /// <param name="shop">Null: a made-up one.</param>
    /// <param name="brand">Null: none.</param>
    public static MailFacts Of(TemplateDefinition definition, string? locale, Shop? shop = null, Brand? brand = null)
    {
        var url = new Uri((shop ?? s_shop).StorefrontUrl);
        return new MailFacts
        {
            Shop = shop ?? s_shop,
            Brand = brand ?? new Brand(),
            Shopper = Shopper(definition),
            Content = Content(definition.SubjectKind),
            Products = new Dictionary<string, CatalogProduct>(),
            Recommended = System.Enum.GetValues<RecommendationStrategy>().ToDictionary(
                strategy => strategy, _ => (IReadOnlyList<Product>)[.. Enumerable.Range(1, 8).Select(Recommended)]),
            Time = new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero),
            RecoverUrl = url,
            UnsubscribeUrl = url,
            Locale = locale,
        };
    }

    static Profile Shopper(TemplateDefinition definition)
    {
        var traits = new Struct();
        foreach (Match trait in TraitName().Matches(definition.ToString()))
            traits.Fields[trait.Groups[1].Value] = Value.ForString(trait.Groups[1].Value);
        traits.Fields["first_name"] = Value.ForString("Alex");
        traits.Fields["last_name"] = Value.ForString("Morgan");
        return new Profile { Traits = traits };
    }

    static MessageContent Content(TemplateSubject subject) => subject switch
    {
        TemplateSubject.Cart => new MessageContent { Cart = new MessageCart { CartId = "cart-1", Lines = { Lines() } } },
        TemplateSubject.Order => new MessageContent
        {
            Order = new MessageOrder
            {
                OrderId = "1001",
                Lines = { Lines() },
                Total = Price(62, 85),
                Shipment = new MessageShipment { Carrier = "Parcel post", TrackingUrl = "https://parcels.example.com/1001" },
            },
        },
        TemplateSubject.Products => new MessageContent
        {
            Products = new MessageProducts
            {
                Products =
                {
                    new MessageProduct { ProductId = "teapot", Title = "Teapot", FormerPrice = Price(32, 0), Price = Price(24, 0) },
                    new MessageProduct { ProductId = "kettle", Title = "Kettle", Price = Price(45, 50) },
                },
            },
        },
        _ => new MessageContent(),
    };

    static LineItem[] Lines() =>
    [
        new() { ProductId = "teapot", Title = "Teapot", Quantity = 1, UnitPrice = Price(24, 0) },
        new() { ProductId = "assam", Title = "Assam, 100 g", Quantity = 3, UnitPrice = Price(12, 95) },
    ];

    static Product Recommended(int number) => new() { ProductId = $"cup-{number}", Title = $"Cup no. {number}", Price = Price(8 + number, 50) };

    static Money Price(long units, int cents) => new() { CurrencyCode = Currency, Units = units, Nanos = cents * 10_000_000 };

    [GeneratedRegex(@"shopper\.traits\.([A-Za-z_][\w\-]*)")]
    private static partial Regex TraitName();
}
