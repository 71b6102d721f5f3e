using Automation.ChannelDelivery.Consents;
using Automation.Commerce;
using Automation.Commerce.V1;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Consents;

public sealed class Spelling_an_address
{
    [Theory]
    [InlineData("Ada@Shop.Example.COM", "ada@shop.example.com")]
    [InlineData(" ada+x@shop.example.com ", "ada+x@shop.example.com")]
    [InlineData("o'brien@shop.example.com", "o'brien@shop.example.com")]
    [InlineData("info@bücher.example", "info@xn--bcher-kva.example")]
    [InlineData("info@bu\u0308cher.example", "info@xn--bcher-kva.example")]
    [InlineData("info@straße.example", "info@xn--strae-oqa.example")]
    public void A_mailbox_is_written_in_its_one_form(string text, string expected) =>
        Assert.Equal(expected, ChannelAddresses.Normalize(Channel.Email, text));

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ada")]
    [InlineData("ada@")]
    [InlineData("@shop.example.com")]
    [InlineData("ada@localhost")]
    [InlineData("a b@shop.example.com")]
    [InlineData("ada@shop..com")]
    [InlineData("ada@-shop.com")]
    [InlineData("ada@shop.com>")]
    [InlineData("<ada@shop.com")]
    [InlineData("ada@shop.com\r\nDATA")]
    [InlineData("ada\0@shop.com")]
    [InlineData(".ada@shop.com")]
    [InlineData("a..da@shop.com")]
    [InlineData("\"a da\"@shop.com")]
    [InlineData("jürgen@shop.com")]
    [InlineData("ada@[127.0.0.1]")]
    [InlineData("mi\u212Ae@shop.com")]
    public void What_mail_cannot_go_to_is_refused(string text) => Assert.Null(ChannelAddresses.Normalize(Channel.Email, text));

    [Theory]
    [InlineData("Ada@Shop.Example.Com", "ada@shop.example.com")]
    [InlineData("info@bücher.example", "INFO@bu\u0308cher.example")]
    public void Who_says_something_about_an_address_says_it_about_the_one_that_is_written_to(string one, string other)
    {
        var (first, second) = (ChannelAddresses.Normalize(Channel.Email, one)!, ChannelAddresses.Normalize(Channel.Email, other)!);
        Assert.Equal(ChannelAddresses.SubjectOf("shop-a", Channel.Email, first), ChannelAddresses.SubjectOf("shop-a", Channel.Email, second));
        Assert.NotEqual(ChannelAddresses.SubjectOf("shop-a", Channel.Email, first), ChannelAddresses.SubjectOf("shop-b", Channel.Email, first));
        Assert.Equal($"{AddressSubject.Of("shop-a", AddressKind.Email, first)}", ChannelAddresses.SubjectOf("shop-a", Channel.Email, first));
    }

    [Fact]
    public void A_channel_that_is_not_known_reaches_nobody()
    {
        Assert.Null(ChannelAddresses.Normalize(Channel.Sms, "+4930123456"));
        Assert.Equal("", ChannelAddresses.Stated(Channel.Sms, Samples.Profile()));
    }
}
