using Automation.ChannelDelivery.Channels;
using Automation.ChannelDelivery.Policies;
using Automation.ChannelDelivery.Rendering;
using Automation.ChannelDelivery.Sending;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Segmentation.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.ChannelDelivery.Tests;

/// <summary>Things that tests change one detail of.</summary>
static class Samples
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static Message Message() => new()
    {
        ShopId = "shop-a",
        MessageId = Guid.Parse("11111111-1111-4111-8111-111111111111"),
        ShopperId = Guid.Parse("22222222-2222-4222-8222-222222222222"),
        Partition = 3,
        RunId = Guid.Parse("33333333-3333-4333-8333-333333333333"),
        StepId = "remind",
        Channel = Channel.Email,
        Purpose = Purpose.Marketing,
        TemplateId = "abandoned-cart",
        Content = Content(),
        DecideTime = Noon,
        DueTime = Noon,
        ExpireTime = null,
        Position = 7,
        Depth = 2,
        Traceparent = "",
        Attempts = 0,
        ClaimToken = Guid.Parse("44444444-4444-4444-8444-444444444444"),
    };

    public static Profile Profile() => new()
    {
        ShopperId = "22222222-2222-4222-8222-222222222222",
        Position = new LogPosition { Partition = 3, Sequence = 7 },
        Email = "ada@shop.example.com",
        Consents = { new Consent { Channel = Channel.Email, State = ConsentState.Subscribed, UpdateTime = Noon.ToTimestamp() } },
    };

    public static SendFacts Facts() => new(
        Message(), Noon, Profile(), AddressProfile: null, "Europe/London", ShopPolicy.None, IsSuppressed: false, OptOutTime: null, RecentCount: 0,
        CartStock.Available);

    public static Shop Shop() => new()
    {
        ShopId = "shop-a",
        DisplayName = "Ada's Gifts",
        TimeZone = "Europe/London",
        SenderEmail = "hello@gifts.example.com",
        StorefrontUrl = "https://gifts.example.com/",
        PostalAddress = "1 High Street, London",
    };

    public static MessageContent Content() => new()
    {
        Revision = "r1",
        Cart = new MessageCart
        {
            CartId = "c-1",
            Lines = { Line("85123A", "WHITE HANGING HEART", 6, 2, 550_000_000), Line("22423", "REGENCY CAKESTAND", 1, 12, 750_000_000) },
            Subtotal = Pounds(28, 50_000_000),
        },
    };

    public static LineItem Line(string productId, string title, int quantity, long units, int nanos) =>
        new() { ProductId = productId, Title = title, Quantity = quantity, UnitPrice = Pounds(units, nanos) };

    public static Money Pounds(long units, int nanos = 0) => new() { CurrencyCode = "GBP", Units = units, Nanos = nanos };

    public static RenderedMessage Rendered() => new(
        Guid.Parse("11111111-1111-4111-8111-111111111111"),
        "Ada's Gifts",
        "hello@gifts.example.com",
        "ada@shop.example.com",
        "You left something",
        "<p>Hello</p>",
        "Hello",
        new Uri("https://go.example.com/u/token"),
        Noon);
}
