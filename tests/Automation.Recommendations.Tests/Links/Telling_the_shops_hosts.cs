using Automation.Recommendations.Links;
using Xunit;

namespace Automation.Recommendations.Tests.Links;

public sealed class Telling_the_shops_hosts
{
    [Theory]
    [InlineData("https://shop.example/mug", "https://shop.example/mug")]
    [InlineData("http://WWW.Shop.example:8080/mug?a=b#c", "http://www.shop.example:8080/mug?a=b#c")]
    [InlineData("https://de.shop.example./mug", "https://de.shop.example./mug")]
    public void What_is_the_shops_is_answered(string url, string answered) => Assert.Equal(answered, Hosts().Within(url));

    [Theory]
    [InlineData("")]
    [InlineData("/mug")]
    [InlineData("https://elsewhere.example/shop.example")]
    [InlineData("https://shop.example.elsewhere.example/")]
    [InlineData("https://myshop.example/")]
    [InlineData("https://shop.example@elsewhere.example/")]
    [InlineData("https://ann@shop.example/")]
    // Not everybody reads it alike.
    [InlineData(@"https://shop.example\@elsewhere.example/")]
    [InlineData(@"https://elsewhere.example\@shop.example/")]
    [InlineData("javascript://shop.example/%0aalert(1)")]
    [InlineData("//shop.example/mug")]
    public void Whatever_else_there_is_leads_elsewhere(string url) => Assert.Null(Hosts().Within(url));

    [Theory]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1/mug", true)]
    [InlineData("http://127.0.0.1:5000/", "http://1.127.0.0.1/mug", false)]
    [InlineData("https://bücher.example/", "https://xn--bcher-kva.example/mug", true)]
    [InlineData("", "https://shop.example/", false)]
    [InlineData("ftp://shop.example/", "https://shop.example/", false)]
    public void A_storefront_may_be_a_number_or_in_any_script_or_none(string storefront, string url, bool isWithin) =>
        Assert.Equal(isWithin, new ShopHosts(storefront).Within(url) is not null);

    static ShopHosts Hosts() => new("https://www.shop.example/en/?a=b");
}
