using System.Diagnostics;
using System.Text.RegularExpressions;
using Automation.ChannelDelivery.Tests.Templates;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>A shop's own templates, from the call that puts them to the inbox.</summary>
[Trait("kind", "stack")]
public sealed partial class Putting_templates(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task What_was_put_is_what_arrives_and_the_preview_is_the_same()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce("back-to-cart"));
        await shop.PutProductsAsync(
            new Product { ProductId = "22423", Title = "Cakestand", Price = Samples.Pounds(12), Availability = Availability.InStock });
        await new BrandService.BrandServiceClient(shop.AsShop()).PutBrandAsync(new PutBrandRequest { Brand = new Brand { DisplayName = "Ada & Co", Colors = new BrandColors { Accent = "#7a1f5c" } } });
        var put = (await Templates(shop).PutTemplateAsync(new PutTemplateRequest { TemplateId = "back-to-cart", Definition = Saved() })).Template;
        Assert.Equal(1, put.Version);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var buyer = await shop.AddBuyerAsync();
        await shop.RecordAsync(buyer, Told(("first_name", "Bea"), ("locale", "de-DE")));
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);

        var mail = Assert.Single(await Stack.InboxAsync(buyer.Email));
        Assert.Equal("Hallo Bea, Ihr Warenkorb ist gesichert", mail.GetProperty("subject").GetString());
        Assert.Equal("Ada & Co", mail.GetProperty("from")[0].GetProperty("name").GetString());
        // The mail itself: the inbox shows its HTML cleaned.
        using var source = new MemoryStream(System.Text.Encoding.ASCII.GetBytes(await Stack.Mail.SourceAsync(mail.GetProperty("id").GetString()!)));
        var sent = await MimeKit.MimeMessage.LoadAsync(source);
        var (html, text) = (sent.HtmlBody!, sent.TextBody!);
        Assert.Contains("Summe: 27,30 £", text.Replace('\u00a0', ' '));

        var shown = await Templates(shop).PreviewTemplateAsync(new PreviewTemplateRequest { TemplateId = "back-to-cart", ShopperId = buyer.ShopperId });
        Assert.Equal("", shown.Reason);
        Assert.Equal(("de", "Hallo Bea, Ihr Warenkorb ist gesichert"), (shown.Locale, shown.Subject));
        Assert.Equal(WithoutLinks(shown.Html), WithoutLinks(html));
        Assert.Equal(WithoutLinks(shown.Text), WithoutLinks(text));
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task Products_are_checked_and_priced_at_the_last_moment()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutProductsAsync(
            new Product { ProductId = "cup", Title = "Cup", Price = Samples.Pounds(8), Availability = Availability.InStock, ProductUrl = "https://shop.example.com/cup" });
        var buyer = await shop.AddBuyerAsync();
        await shop.RecordAsync(buyer, Happening.Viewed("cup"));
        await Stack.SettleAsync();
        var request = new PreviewTemplateRequest
        {
            Definition = Letters.Of(TemplateSubject.Products, Letters.Headline("{{product.title}} for {{product.price}}"), Letters.Products()),
            ShopperId = buyer.ShopperId,
        };
        Assert.Contains("Cup for £8.00", (await Templates(shop).PreviewTemplateAsync(request)).Text);
        await shop.PutProductsAsync(
            new Product { ProductId = "cup", Title = "Cup", Price = Samples.Pounds(8), Availability = Availability.OutOfStock });
        Assert.Equal("NOTHING_AVAILABLE", (await Templates(shop).PreviewTemplateAsync(request)).Reason);
    }

    [Fact]
    public async Task A_change_is_seen_by_every_replica_within_a_second()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce("letter"));
        var templates = Templates(shop);
        await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled("First") });
        var buyer = await shop.AddBuyerAsync();
        Assert.Equal("First", (await MailedAsync(shop, buyer)).Subject);
        await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled("Second") });
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.Equal("Second", (await MailedAsync(shop, buyer)).Subject);
        await templates.ArchiveTemplateAsync(new ArchiveTemplateRequest { TemplateId = "letter" });
        await Task.Delay(TimeSpan.FromSeconds(1));
        var dropped = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "TEMPLATE_UNKNOWN");
        Assert.Equal("letter", dropped.Decisions[^1].Detail);
    }

    [Fact]
    public async Task A_missing_variable_stops_the_message_with_its_name()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce("letter"));
        var definition = Letters.Of(TemplateSubject.Cart, Letters.Headline("Hello {{shopper.traits.nickname}}"), Letters.CartLines());
        await Templates(shop).PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = definition });
        var buyer = await shop.AddBuyerAsync();
        var dropped = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "VARIABLE_MISSING");
        Assert.Contains("shopper.traits.nickname", dropped.Decisions[^1].Detail);
        await AssertNotSentAsync(shop, buyer, "VARIABLE_MISSING");
        await shop.RecordAsync(buyer, Told(("nickname", "Bibi")));
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        Assert.Contains("Hello Bibi", Assert.Single(await Stack.InboxAsync(buyer.Email)).GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_equal_definition_is_the_same_version_and_a_stale_etag_changes_nothing()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var templates = Templates(shop);
        var first = (await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled("First") })).Template;
        var again = (await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled("First") })).Template;
        Assert.Equal(first, again);
        var second = (await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled("Second"), Etag = first.Etag })).Template;
        Assert.Equal((2, false), (second.Version, second.Etag == first.Etag));
        var stale = await Assert.ThrowsAsync<RpcException>(async () =>
            await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled("Third"), Etag = first.Etag }));
        Assert.Equal(StatusCode.Aborted, stale.StatusCode);
        var old = (await templates.GetTemplateAsync(new GetTemplateRequest { TemplateId = "letter", Version = 1 })).Template;
        Assert.Equal((1, "First"), (old.Version, old.Definition.Texts[0].Subject));
        // Side by side nobody gets a number twice.
        var raced = await Task.WhenAll(Enumerable.Range(0, 8).Select(async number =>
            (await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = Titled($"Raced {number}") })).Template.Version));
        Assert.Equal(Enumerable.Range(3, 8), raced.Order());
        await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "another", Definition = Titled("Another") });
        var page = await templates.ListTemplatesAsync(new ListTemplatesRequest { PageSize = 1 });
        Assert.Equal("another", Assert.Single(page.Templates).TemplateId);
        Assert.Equal(LocalizedText.BodyOneofCase.None, page.Templates[0].Definition.Texts[0].BodyCase);
        var rest = await templates.ListTemplatesAsync(new ListTemplatesRequest { PageSize = 1, PageToken = page.NextPageToken });
        Assert.Equal(("letter", ""), (Assert.Single(rest.Templates).TemplateId, rest.NextPageToken));
        var archived = (await templates.ArchiveTemplateAsync(new ArchiveTemplateRequest { TemplateId = "letter" })).Template;
        Assert.NotNull(archived.ArchiveTime);
        Assert.Single((await templates.ListTemplatesAsync(new ListTemplatesRequest())).Templates);
        var back = (await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = archived.Definition })).Template;
        Assert.Equal((archived.Version, null), (back.Version, back.ArchiveTime));
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_every_place_and_stored_nowhere()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var templates = Templates(shop);
        var definition = Letters.Of(TemplateSubject.Cart, Letters.Headline("{{nobody}}"), Letters.CartLines(), Letters.Button("x", ButtonTarget.Url));
        var refused = await Assert.ThrowsAsync<RpcException>(async () =>
            await templates.PutTemplateAsync(new PutTemplateRequest { TemplateId = "letter", Definition = definition }));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("definition.texts[0].blocks.blocks[0].headline.text", refused.Status.Detail);
        var findings = (await templates.ValidateTemplateAsync(new ValidateTemplateRequest { Definition = definition })).Findings;
        Assert.Equal(["VARIABLE_UNKNOWN", "URL_MISSING"], findings.Select(finding => finding.Reason));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await templates.GetTemplateAsync(new GetTemplateRequest { TemplateId = "letter" }));
        Assert.Equal(StatusCode.NotFound, missing.StatusCode);
        // The one that every shop has can be looked at without being put.
        var builtIn = await templates.PreviewTemplateAsync(new PreviewTemplateRequest { TemplateId = "abandoned-cart" });
        Assert.Contains("Your cart", builtIn.Text);
    }

    [Fact]
    public async Task A_brand_is_kept_and_put_once()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var brands = new BrandService.BrandServiceClient(shop.AsShop());
        Assert.Equal(new Brand(), (await brands.GetBrandAsync(new GetBrandRequest())).Brand);
        var brand = new Brand { DisplayName = "Ada & Co", AddressLines = { "1 High Street" } };
        var put = (await brands.PutBrandAsync(new PutBrandRequest { Brand = brand })).Brand;
        Assert.Equal(put, (await brands.PutBrandAsync(new PutBrandRequest { Brand = brand })).Brand);
        Assert.Equal(put, (await brands.GetBrandAsync(new GetBrandRequest())).Brand);
        brand.DisplayName = "Ada and Company";
        var stale = await Assert.ThrowsAsync<RpcException>(async () => await brands.PutBrandAsync(new PutBrandRequest { Brand = brand }));
        Assert.Equal(StatusCode.Aborted, stale.StatusCode);
        brand.Etag = put.Etag;
        Assert.NotEqual(put.Etag, (await brands.PutBrandAsync(new PutBrandRequest { Brand = brand })).Brand.Etag);
        var wrong = await Assert.ThrowsAsync<RpcException>(async () =>
            await brands.PutBrandAsync(new PutBrandRequest { Brand = new Brand { Colors = new BrandColors { Accent = "#ffcc00" } } }));
        Assert.Equal(StatusCode.InvalidArgument, wrong.StatusCode);
    }

    static TemplateService.TemplateServiceClient Templates(DeliveryShop shop) => new(shop.AsShop());

    static TemplateDefinition Titled(string subject)
    {
        var definition = Letters.Of(TemplateSubject.Cart, Letters.CartLines());
        definition.Texts[0].Subject = subject;
        return definition;
    }

    static TemplateDefinition Saved()
    {
        var definition = Titled("Your cart is saved");
        definition.Texts.Add(Letters.Text(
            "de", "{{#if shopper.first_name}}Hallo {{shopper.first_name}}, {{/if}}Ihr Warenkorb ist gesichert", Letters.Headline("Alles noch da"), Letters.CartLines(),
            Letters.Button("Zurück zum Warenkorb", ButtonTarget.RecoverCart), new Block { Recommendations = new RecommendationsBlock { Headline = "Passt dazu" } }));
        return definition;
    }

    static Event Told(params (string Name, string Value)[] traits)
    {
        var told = new Event { ShopperIdentified = new ShopperIdentified { Traits = new Struct() } };
        foreach (var (name, value) in traits)
            told.ShopperIdentified.Traits.Fields[name] = Value.ForString(value);
        return told;
    }

    async Task<(string Subject, string Text)> MailedAsync(DeliveryShop shop, Buyer buyer)
    {
        var former = (await Stack.InboxAsync(buyer.Email)).Count;
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        var mail = (await Stack.InboxAsync(buyer.Email))[former];
        return (mail.GetProperty("subject").GetString()!, mail.GetProperty("text").GetString()!);
    }

    // A preview's links lead to the shop alone; the inbox adds an end of line.
    static string WithoutLinks(string part) => Links().Replace(part.ReplaceLineEndings("\n"), "LINK").TrimEnd();

    [GeneratedRegex("""https?://(127\.0\.0\.1:\d+/[ru]/[A-Za-z0-9_-]+|[a-z0-9.-]+\.example(\.com)?/?)(?=["\s<]|$)""")]
    private static partial Regex Links();
}
