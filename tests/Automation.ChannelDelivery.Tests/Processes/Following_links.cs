using System.Net;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Testing;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>What a shopper reaches from a mail.</summary>
[Trait("kind", "stack")]
public sealed class Following_links(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task Opening_the_unsubscribe_link_changes_nothing_and_posting_to_it_unsubscribes()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        var record = await shop.LeaveCartAsync(buyer);
        await shop.WaitForAsync(record, DeliveryState.Sent);
        var mail = Assert.Single(await Stack.InboxAsync(buyer.Email));
        var link = new Uri(mail.GetProperty("headers").GetProperty("list-unsubscribe").GetString()!.Trim('<', '>'));
        Assert.Contains(link.AbsoluteUri, mail.GetProperty("text").GetString());
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false });

        var page = await browser.GetAsync(link);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("<form method=\"post\">", await page.Content.ReadAsStringAsync());
        using var head = new HttpRequestMessage(HttpMethod.Head, link);
        Assert.Equal(HttpStatusCode.OK, (await browser.SendAsync(head)).StatusCode);
        await Stack.SettleAsync();
        Assert.NotNull(Assert.Single(await shop.ToldAsync(buyer)).Event.MessageSettled);

        // RFC 8058: no cookie, no redirect, no second page.
        using var oneClick = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        var answer = await browser.PostAsync(link, oneClick);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // It was recorded before the answer came.
        var change = Assert.Single(await ChangesAsync(shop, buyer));
        Assert.Equal(
            (Channel.Email, ConsentState.Unsubscribed, record.MessageId),
            (change.Event.ConsentChanged.Channel, change.Event.ConsentChanged.State, change.Event.ConsentChanged.MessageId));
        Assert.Equal(0, change.Depth);

        using var multipart = new MultipartFormDataContent { { new StringContent("One-Click"), "List-Unsubscribe" } };
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, multipart)).StatusCode);
        await Stack.SettleAsync();
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
        Assert.Single(await ChangesAsync(shop, buyer));

        // Who agrees again and uses the old link again is unsubscribed again.
        Stack.Clock.MoveBy(TimeSpan.FromDays(1));
        await shop.RecordAsync(buyer, Happening.Consent(ConsentState.Subscribed));
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
        Assert.Equal(2, (await ChangesAsync(shop, buyer)).Count);
        var late = await shop.LeaveCartAsync(buyer);
        await shop.WaitForAsync(late, DeliveryState.Dropped, "CONSENT_MISSING");
    }

    [Fact]
    public async Task An_unsubscription_is_kept_while_the_event_log_is_away()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        var link = await LinkAsync("u", buyer);
        await Stack.SettleAsync();
        var ingestion = Stack.Suite["ingestion"];
        ingestion.Kill();
        try
        {
            using var browser = new HttpClient();
            Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
            await Stack.Delivery.RestartAsync();
        }
        finally
        {
            await Stack.StartAsync(ingestion);
        }
        await Stack.UntilAsync("the unsubscription is told", async () => (await ChangesAsync(shop, buyer)).Count == 1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_click_ends_marketing_though_its_machine_is_behind_that_which_took_the_consent(bool isLogThere)
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        var link = await LinkAsync("u", buyer);
        await Stack.SettleAsync();
        using (var behind = new SuiteClock(Stack.Clock.Now - TimeSpan.FromMinutes(2)))
        {
            await Stack.ServeAsync(null, ("Clock__Path", behind.Folder));
            var ingestion = Stack.Suite["ingestion"];
            if (!isLogThere)
                ingestion.Kill();
            try
            {
                using var browser = new HttpClient();
                Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
            }
            finally
            {
                if (!isLogThere)
                    await Stack.StartAsync(ingestion);
            }
            await Stack.ServeAsUsualAsync();
        }
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "CONSENT_MISSING");
        await Stack.UntilAsync("the unsubscription is told", async () => (await ChangesAsync(shop, buyer)).Count == 1);
        Assert.Single(await Stack.InboxAsync(buyer.Email));

        // Who agrees after that is written to again.
        Stack.Clock.MoveBy(TimeSpan.FromSeconds(1));
        await shop.RecordAsync(buyer, Happening.Consent(ConsentState.Subscribed));
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
    }

    /// <summary>Issue 16: ingestion refused the event as of the future, a second click had the same id, and the next mail went out.</summary>
    [Fact]
    public async Task One_click_ends_marketing_though_its_machine_is_twelve_minutes_ahead()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        var link = await LinkAsync("u", buyer);
        await Stack.SettleAsync();
        using var browser = new HttpClient();
        using (var ahead = new SuiteClock(Stack.Clock.Now + TimeSpan.FromMinutes(12)))
        {
            await Stack.ServeAsync(null, ("Clock__Path", ahead.Folder));
            Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
            await Stack.UntilAsync("the unsubscription is told", async () => (await ChangesAsync(shop, buyer)).Count == 1);
            await Stack.ServeAsUsualAsync();
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);

        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "CONSENT_MISSING");
        // What is told is of now, so that nobody has to wait for its time before agreeing anew.
        Assert.All(await ChangesAsync(shop, buyer), change => Assert.Equal(Stack.Clock.Now, change.Event.OccurTime.ToDateTimeOffset()));
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task The_recover_link_leads_to_the_cart_as_it_is_now_for_thirty_days()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AbandonedCart());
        var buyer = await shop.AddBuyerAsync();
        await shop.RecordAsync(buyer, Happening.CartLeft("c-1", Samples.Line("85123A", "T", 4, 2, 0)));
        Stack.Clock.MovePast((await Stack.Suite.SettleAsync(Stack.Clock.Now))!.Value);
        await shop.WaitForAsync(await shop.NextAskedForAsync(buyer), DeliveryState.Sent);
        await Stack.SettleAsync();
        var link = await LinkAsync("r", buyer);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        for (var repeat = 0; repeat < 2; repeat++)
        {
            var answer = await browser.GetAsync(link);
            Assert.Equal(HttpStatusCode.Found, answer.StatusCode);
            Assert.Equal($"https://{shop.ShopId}.example/cart?items=85123A:4&cart=c-1", answer.Headers.Location!.OriginalString);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }
        await shop.RecordAsync(buyer, Happening.CartLeft("c-1", Samples.Line("85123A", "T", 9, 2, 0)));
        await Stack.UntilAsync("it leads to nine", async () =>
            (await browser.GetAsync(link)).Headers.Location!.OriginalString.Contains("85123A:9", StringComparison.Ordinal));
        await shop.RecordAsync(buyer, Happening.Bought());
        Stack.Clock.MoveBy(TimeSpan.FromDays(30) - TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Found, (await browser.GetAsync(link)).StatusCode);
        Stack.Clock.MoveBy(TimeSpan.FromMinutes(1));
        Assert.Equal(HttpStatusCode.Gone, (await browser.GetAsync(link)).StatusCode);

        var forged = new Uri(link.AbsoluteUri[..^4] + "AAAA");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(forged)).StatusCode);
        // A link is good for what it was made for.
        var other = new Uri(link.AbsoluteUri.Replace("/r/", "/u/", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(other, null)).StatusCode);
    }

    static async Task<List<LoggedEvent>> ChangesAsync(DeliveryShop shop, Buyer buyer) =>
        [.. (await shop.ToldAsync(buyer)).Where(told => told.Event.ConsentChanged is not null)];
}
