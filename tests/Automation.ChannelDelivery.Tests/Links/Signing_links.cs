using Automation.ChannelDelivery.Links;
using Automation.Commerce.V1;
using Automation.Segmentation.V1;
using Microsoft.Extensions.Options;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Links;

public sealed class Signing_links
{
    static readonly LinkSigner Signer = SignerWith("0123456789abcdef0123456789abcdef");

    static readonly LinkToken Token = new(
        LinkKind.Recover, "shop-a", Samples.Message().ShopperId, Samples.Message().MessageId, Channel.Email, Samples.Noon);

    [Fact]
    public void A_token_says_what_was_signed()
    {
        Assert.Equal(Token, Signer.Open(Signer.Sign(Token)));
        var forever = Token with { Kind = LinkKind.Unsubscribe, ExpireTime = null };
        Assert.Equal(forever, Signer.Open(Signer.Sign(forever)));
    }

    [Fact]
    public void No_letter_of_a_token_can_be_changed()
    {
        const string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        var token = Signer.Sign(Token);
        for (var at = 0; at < token.Length; at++)
        {
            foreach (var letter in letters.Where(letter => letter != token[at]))
                Assert.Null(Signer.Open(token[..at] + letter + token[(at + 1)..]));
        }
    }

    [Fact]
    public void Nothing_can_be_cut_off_or_added()
    {
        var token = Signer.Sign(Token);
        Assert.All(Enumerable.Range(0, token.Length), length => Assert.Null(Signer.Open(token[..length])));
        Assert.All(new[] { "A", "=", " ", "\n", "%3D", ".", new string('A', 600) }, tail => Assert.Null(Signer.Open(token + tail)));
        Assert.All(new[] { "é", "<script>", "../..", new string('A', 5000) }, other => Assert.Null(Signer.Open(other)));
    }

    [Fact]
    public void Another_key_opens_nothing() =>
        Assert.Null(SignerWith("fedcba9876543210fedcba9876543210").Open(Signer.Sign(Token)));

    [Fact]
    public void A_token_needs_no_escaping_in_an_address_and_holds_no_shopper_in_the_clear()
    {
        var token = Signer.Sign(Token);
        Assert.Matches("^[A-Za-z0-9_-]+$", token);
        Assert.True(token.Length < 200, $"{token.Length} characters");
    }

    [Fact]
    public void The_cart_address_names_every_line_and_escapes_it()
    {
        var cart = new Cart
        {
            CartId = "c 1&x=2",
            State = CartState.Active,
            Lines = { Samples.Line("85123A", "T", 6, 1, 0), new LineItem { ProductId = "p", Sku = "a,b:c", Quantity = 0 } },
        };
        Assert.Equal(
            "https://gifts.example.com/cart?items=85123A:6,a%2Cb%3Ac:1&cart=c%201%26x%3D2",
            CartAddress.Of("https://gifts.example.com/", cart));
    }

    [Theory]
    [InlineData(CartState.Ordered)]
    [InlineData(CartState.Emptied)]
    public void A_cart_that_is_gone_leads_to_the_empty_cart(CartState state) => Assert.Equal(
        "https://gifts.example.com/cart",
        CartAddress.Of("https://gifts.example.com", new Cart { CartId = "c", State = state, Lines = { Samples.Line("p", "T", 1, 1, 0) } }));

    [Theory]
    [InlineData("https://shop.example.com/?lang=de", "https://shop.example.com/cart?lang=de&items=p:1&cart=c")]
    [InlineData("https://shop.example.com/de/?lang=de&x=a%20b", "https://shop.example.com/de/cart?lang=de&x=a%20b&items=p:1&cart=c")]
    [InlineData("https://shop.example.com/de#top", "https://shop.example.com/de/cart?items=p:1&cart=c")]
    [InlineData("https://shop.example.com/?", "https://shop.example.com/cart?items=p:1&cart=c")]
    [InlineData("https://shop.example.com/?cart=9&items=x&utm=1#/cart", "https://shop.example.com/cart?utm=1&items=p:1&cart=c")]
    [InlineData("http://shop.example.com:8080//", "http://shop.example.com:8080/cart?items=p:1&cart=c")]
    [InlineData("https://ada:secret@shop.example.com", "https://shop.example.com/cart?items=p:1&cart=c")]
    [InlineData("https://[2001:db8::1]:8443/s", "https://[2001:db8::1]:8443/s/cart?items=p:1&cart=c")]
    [InlineData("https://shop.example.com/käse", "https://shop.example.com/k%C3%A4se/cart?items=p:1&cart=c")]
    [InlineData("HTTPS://Shop.Example.com", "https://shop.example.com/cart?items=p:1&cart=c")]
    public void The_cart_address_is_built_from_the_storefronts_parts(string storefront, string expected)
    {
        var cart = new Cart { CartId = "c", State = CartState.Active, Lines = { Samples.Line("p", "T", 1, 1, 0) } };
        Assert.Equal(expected, CartAddress.Of(storefront, cart));
        var empty = CartAddress.Of(storefront, null)!;
        Assert.DoesNotContain("items=", empty);
        Assert.Contains("/cart", empty);
    }

    [Fact]
    public void The_cart_address_of_a_storefront_in_another_script_can_stand_in_a_header() => Assert.Equal(
        "https://xn--bcher-kva.example/cart?lang=de", CartAddress.Of("https://bücher.example?lang=de", null));

    [Theory]
    [InlineData("")]
    [InlineData("shop.example.com")]
    [InlineData("ftp://shop.example.com")]
    [InlineData("javascript:alert(1)")]
    public void A_storefront_that_is_not_on_the_web_has_no_cart_address(string storefront) => Assert.Null(CartAddress.Of(storefront, null));

    static LinkSigner SignerWith(string key) => new(Options.Create(new LinksOptions { SigningKey = key, PublicUrl = "https://go.example.com" }));
}
