using Automation.Gateway.Rest;
using Google.Api;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>From a <c>google.api.http</c> rule to what the gateway serves.</summary>
public class Reading_a_route
{
    [Fact]
    public void Every_method_has_its_verb()
    {
        HttpRule[] rules = [new() { Get = "/v1/a" }, new() { Put = "/v1/a" }, new() { Post = "/v1/a" }, new() { Delete = "/v1/a" }, new() { Patch = "/v1/a" }];

        Assert.Equal(["GET", "PUT", "POST", "DELETE", "PATCH"], rules.Select(rule => HttpRoute.Of(rule, "an.Rpc").Verb));
        Assert.All(rules, rule => Assert.Equal("/v1/a", HttpRoute.Of(rule, "an.Rpc").Path));
    }

    public static TheoryData<string> Unserved => new()
    {
        """{ "get": "/v1/a", "additionalBindings": [{ "get": "/v1/b" }] }""",
        """{ "get": "/v1/a", "responseBody": "shop" }""",
        """{ "custom": { "kind": "FETCH", "path": "/v1/a" } }""",
        "{}",
    };

    [Theory]
    [MemberData(nameof(Unserved))]
    public void What_the_gateway_does_not_serve_is_refused_at_its_start(string rule)
    {
        var refusal = Assert.Throws<FormatException>(() => HttpRoute.Of(HttpRule.Parser.ParseJson(rule), "automation.shelf.v1.BookService.GetBook"));

        Assert.Contains("BookService.GetBook", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/shops/*")]
    [InlineData("/v1/shops/{shop_id=**}")]
    public void A_wildcard_is_refused_too(string path) =>
        Assert.Throws<FormatException>(() => PathTemplate.Parse(path, Automation.Ingestion.V1.Shop.Descriptor));
}
