using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Automation.Testing;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>Every route of the contracts, with the real services behind the gateway.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public partial class Reaching_every_service(GatewayFixture gateway) : GatewayTest(gateway)
{
    // The gateway's own answers, and a service's own fault.
    static readonly string[] s_notReached = ["ROUTE_UNKNOWN", "METHOD_NOT_ALLOWED", "PEER_UNAVAILABLE", "CREDENTIAL_INVALID", "INTERNAL"];

    [Fact]
    public async Task Each_route_is_answered_by_its_service()
    {
        var suite = Fixture.Suite;
        using var rest = suite.Rest(await suite.CreateShopAsync());
        var wrong = new List<string>();
        var routes = from service in SuiteContracts.Services
                     from method in service.Methods
                     let route = SuiteContracts.RouteOf(method)
                     where route is not null
                     select (method.FullName, Verb: route.Method, Path: Variable().Replace(route.Path, Guid.NewGuid().ToString()), HasBody: route.Body.Length > 0);
        foreach (var (name, verb, path, hasBody) in routes)
        {
            using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(path, UriKind.Relative));
            if (hasBody)
                request.Content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
            using var answer = await rest.SendAsync(request);
            var body = await answer.Content.ReadAsStringAsync();
            var json = JsonDocument.Parse(body).RootElement;
            if (!answer.IsSuccessStatusCode && s_notReached.Contains(json.GetProperty("reason").GetString()))
                wrong.Add($"{name}: {verb} {path} answers {(int)answer.StatusCode} {body}");
        }
        using var link = await rest.GetAsync(new Uri("/u/no-such-token", UriKind.Relative));
        if ((int)link.StatusCode is < 400 or >= 500 || link.Content.Headers.ContentType?.MediaType == "application/problem+json")
            wrong.Add($"/u/no-such-token answers {(int)link.StatusCode} {await link.Content.ReadAsStringAsync()}");

        Assert.True(wrong.Count == 0, $"{string.Join('\n', wrong)}\n{suite.LogTails()}");
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Variable();
}
