using Automation.Ingestion.Shops;
using Automation.Ingestion.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Ingestion.Tests.Shops;

public sealed class Checking_a_shop
{
    public static TheoryData<string, string, string, string> Breaches => new()
    {
        { "shop_id", "", "FIELD_REQUIRED", "shop_id" },
        { "shop_id", "Shop", "FIELD_INVALID", "shop_id" },
        { "shop_id", "a b", "FIELD_INVALID", "shop_id" },
        { "shop_id", "a\n", "FIELD_INVALID", "shop_id" },
        { "shop_id", new string('a', 51), "FIELD_INVALID", "shop_id" },
        { "display_name", "", "FIELD_REQUIRED", "display_name" },
        { "display_name", new string('a', 201), "FIELD_TOO_LONG", "display_name" },
        { "time_zone", "", "FIELD_REQUIRED", "time_zone" },
        { "time_zone", "Mars/Olympus", "FIELD_INVALID", "time_zone" },
        { "time_zone", "../../../etc/passwd", "FIELD_INVALID", "time_zone" },
        { "sender_email", "", "FIELD_REQUIRED", "sender_email" },
        { "sender_email", "shop", "FIELD_INVALID", "sender_email" },
        { "sender_email", "Shop <a@b.c>", "FIELD_INVALID", "sender_email" },
        { "sender_email", "grüße@müller.example.com", "FIELD_INVALID", "sender_email" },
        { "sender_email", "root@localhost", "FIELD_INVALID", "sender_email" },
        { "sender_email", "abc..def@shop.example.com", "FIELD_INVALID", "sender_email" },
        { "sender_email", "shop@127.0.0.1", "FIELD_INVALID", "sender_email" },
        { "sender_email", "shop@exa_mple.com", "FIELD_INVALID", "sender_email" },
        { "time_zone", "UTC+12", "FIELD_INVALID", "time_zone" },
        { "storefront_url", "https://shop.example.com@evil.example", "FIELD_INVALID", "storefront_url" },
        { "storefront_url", "https://ada:secret@shop.example", "FIELD_INVALID", "storefront_url" },
        { "storefront_url", "https://@shop.example", "FIELD_INVALID", "storefront_url" },
        { "storefront_url", "https://shop.example:port", "FIELD_INVALID", "storefront_url" },
        { "storefront_url", "//shop.example", "FIELD_INVALID", "storefront_url" },
        { "storefront_url", "", "FIELD_REQUIRED", "storefront_url" },
        { "storefront_url", "ftp://shop.example", "FIELD_INVALID", "storefront_url" },
        { "postal_address", "", "FIELD_REQUIRED", "postal_address" },
        { "postal_address", new string('a', 501), "FIELD_TOO_LONG", "postal_address" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void A_breach_is_refused_with_its_reason_and_field(string field, string value, string reason, string refused)
    {
        var shop = Good();
        Shop.Descriptor.FindFieldByName(field).Accessor.SetValue(shop, value);
        var violation = ShopRules.Check(shop);
        Assert.Equal((reason, refused), (violation!.Value.Reason, violation.Value.Field));
    }

    [Fact]
    public void What_is_output_only_is_refused()
    {
        var shop = Good();
        shop.CreateTime = new Timestamp();
        Assert.Equal("create_time", ShopRules.Check(shop)!.Value.Field);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Argentina/Buenos_Aires")]
    [InlineData("Etc/GMT+1")]
    [InlineData("UTC")]
    public void Zones_of_the_IANA_list_are_good(string zone)
    {
        var shop = Good();
        shop.TimeZone = zone;
        Assert.Null(ShopRules.Check(shop));
    }

    [Theory]
    [InlineData("sender_email", "Hello@Bücher.example")]
    [InlineData("storefront_url", "https://shop.example.com/de/?lang=de&a=@b#top")]
    [InlineData("storefront_url", "http://shop.example:8080")]
    public void What_can_be_sent_from_and_linked_to_is_good(string field, string value)
    {
        var shop = Good();
        Shop.Descriptor.FindFieldByName(field).Accessor.SetValue(shop, value);
        Assert.Null(ShopRules.Check(shop));
    }

    [Fact]
    public void A_sender_is_kept_in_the_form_that_mail_is_sent_from()
    {
        var shop = Good();
        shop.SenderEmail = "Hello@Bücher.example";
        var row = ShopRow.From(shop, DateTimeOffset.UnixEpoch);
        Assert.Equal("hello@xn--bcher-kva.example", row.SenderEmail);
        Assert.True(row.IsMadeBy(shop));
    }

    static Shop Good() => new()
    {
        ShopId = "shop-1", DisplayName = "Shop", TimeZone = "UTC", SenderEmail = "a@b.example",
        StorefrontUrl = "https://b.example", PostalAddress = "1 High Street",
    };
}
