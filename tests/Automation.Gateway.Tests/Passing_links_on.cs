using System.Net;
using System.Text.RegularExpressions;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Xunit;

namespace Automation.Gateway.Tests;

/// <summary>The pages of channel-delivery, as shoppers reach them from their mail.</summary>
[Trait("kind", "stack")]
[Collection(GatewayCollection.Name)]
public partial class Passing_links_on(GatewayFixture gateway) : GatewayTest(gateway)
{
    [Fact]
    public async Task Links_in_messages_need_no_key_and_do_what_they_are_for()
    {
        var (shopper, text) = await MailAsync();
        var links = Links().Matches(text).ToDictionary(match => match.Groups[1].Value, match => new Uri(match.Value));
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var recover = await browser.GetAsync(links["r"]);
        Assert.Equal(Fixture.Gateway.HttpAddress.Authority, links["r"].Authority);
        Assert.Equal(
            (HttpStatusCode.Redirect, $"https://{Fixture.Shop.ShopId}.example/cart?items=p:1&cart=left"),
            (recover.StatusCode, recover.Headers.Location!.OriginalString));

        using var page = await browser.GetAsync(links["u"]);
        Assert.Contains("<form method=\"post\">", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var unsubscribe = await browser.PostAsync(links["u"], form);
        Assert.Equal(HttpStatusCode.OK, unsubscribe.StatusCode);
        var events = (await Fixture.Ingestion.ListEventsAsync(new() { ShopperId = shopper })).Events;
        Assert.Equal(ConsentState.Unsubscribed, events[0].Event.ConsentChanged.State);
    }

    [Theory]
    [InlineData("/r/abc.def?x=%2F&y=a+b", "/r/abc.def?x=%2F&y=a+b")]
    [InlineData("/u/%C3%BC+x", "/u/ü+x")]
    public async Task A_link_arrives_unchanged(string target, string path)
    {
        var trace = new Arrivals();

        await Fixture.SendAsync(HttpMethod.Get, target, null, null, trace.Header);

        var delivery = Fixture.Suite["channel-delivery"];
        // The log shows paths decoded once.
        await trace.UntilBegunAsync(delivery, $"GET {delivery.HttpAddress.GetLeftPart(UriPartial.Authority)}{path} ");
    }

    [Fact]
    public async Task An_empty_404_of_a_service_stays_its_own()
    {
        var answer = await Fixture.SendAsync(HttpMethod.Get, "/r/nothing/is/here", null, null);

        Assert.Equal((404, ""), (answer.Status, answer.Body));
    }

    /// <summary>Somebody gets a mail about a cart; answers who, and its text.</summary>
    async Task<(string ShopperId, string Text)> MailAsync()
    {
        var definition = new WorkflowDefinition
        {
            DisplayName = "At once",
            Trigger = new Trigger { Event = new EventMatch { Events = { "cart_updated" } } },
            Reentry = new Reentry { Keyed = new KeyedReentry { Key = "event.cart_id" } },
            Steps = { new Step { StepId = "tell", Send = new SendStep { Channel = Channel.Email, Purpose = Purpose.Marketing, TemplateId = "abandoned-cart" } } },
        };
        var workflows = new WorkflowService.WorkflowServiceClient(Fixture.Calls(Fixture.Key));
        await workflows.PutWorkflowAsync(new PutWorkflowRequest { WorkflowId = "at-once", Definition = definition });
        await workflows.ActivateWorkflowAsync(new ActivateWorkflowRequest { WorkflowId = "at-once" });
        var who = new Identifiers { Email = $"{Guid.NewGuid():N}@example.com" };
        await Fixture.RecordAsync(who, new Event { ConsentChanged = new ConsentChanged { Channel = Channel.Email, State = ConsentState.Subscribed } });
        var left = await Fixture.RecordAsync(who, new Event { CartUpdated = new CartUpdated { CartId = "left", Lines = { new LineItem { ProductId = "p" } } } });
        await Fixture.Suite.SettleAsync(Fixture.Suite.Clock!.Now, TimeSpan.FromMinutes(2));
        var mail = Assert.Single(
            await Fixture.Suite.Mail.MessagesAsync(), message => message.GetProperty("to")[0].GetProperty("address").GetString() == who.Email);
        await workflows.DeactivateWorkflowAsync(new DeactivateWorkflowRequest { WorkflowId = "at-once" });
        return (left.ShopperId, mail.GetProperty("text").GetString()!);
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/(\w)/[A-Za-z0-9_-]+")]
    private static partial Regex Links();
}
