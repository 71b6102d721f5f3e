using System.Net;
using System.Text.RegularExpressions;
using Automation.ChannelDelivery.V1;
using Automation.Testing;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Invariants.Tests.Clocks;

/// <summary>Issue 16: minutes or a day ahead for two seconds, a clock leaves nothing behind that outlasts it.</summary>
[Trait("kind", "fault")]
public sealed partial class A_wall_clock_that_is_ahead(OwnClocks clocks) : IClassFixture<OwnClocks>, IDisposable
{
    // Longer than a service takes to compare its clock.
    static readonly TimeSpan s_while = TimeSpan.FromSeconds(2.5);

    // What the log may be ahead of the database's clock, and a machine that is busy.
    static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(12);
    static readonly TimeSpan s_wait = TimeSpan.FromSeconds(3);

    readonly Suite _suite = clocks.Suite;

    public void Dispose() => clocks.Set(TimeSpan.Zero);

    [Theory]
    [InlineData(12)]
    [InlineData(24 * 60)]
    public async Task Ingestion_logs_nothing_by_it_says_so_and_no_wait_ends_early(int minutes)
    {
        var shop = await OpenShopAsync();
        await using var log = new Database(_suite, "ingestion");
        clocks.Set(TimeSpan.FromMinutes(minutes), "ingestion", replicas: 1);
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < s_while)
        {
            var refusal = await Assert.ThrowsAsync<RpcException>(() => shop.RecordAsync("ann", Build.View("mug")));
            Assert.Equal((StatusCode.Unavailable, "CLOCK_AHEAD"), (refusal.StatusCode, refusal.GetRpcStatus()?.GetDetail<Google.Rpc.ErrorInfo>()?.Reason));
            // The other one is right.
            await shop.RecordAsync("ann", Build.View("mug"), replica: 1);
        }
        using var browser = new HttpClient();
        Assert.Equal("Degraded", await browser.GetStringAsync(new Uri(_suite["ingestion"].HttpAddress, "/health")));
        clocks.Set(TimeSpan.Zero);

        var shopperId = await shop.LeaveCartAsync("ann");
        await shop.MessageAsync(shopperId, DeliveryState.Sent);
        foreach (var promised in new[] { "SELECT max(log_time) FROM heads", "SELECT as_of_time FROM reported_time" })
            Assert.InRange(await log.ScalarAsync<DateTimeOffset>(promised), DateTimeOffset.UtcNow - TimeSpan.FromMinutes(1), DateTimeOffset.UtcNow + s_tolerance);
        Assert.Single(clocks.Mail.MailsTo(shop.AddressOf("ann")));
    }

    [Theory]
    [InlineData("segmentation", 24 * 60)]
    [InlineData("workflow-engine", 12)]
    [InlineData("workflow-engine", 24 * 60)]
    [InlineData("channel-delivery", 24 * 60)]
    public async Task Whoever_else_has_it_the_reminder_comes_once_and_in_its_time(string service, int minutes)
    {
        var shop = await OpenShopAsync();
        await shop.LeaveCartAsync("early");
        clocks.Set(TimeSpan.FromMinutes(minutes), service);
        var before = await shop.LeaveCartAsync("before");
        await Task.Delay(s_while);
        clocks.Set(TimeSpan.Zero);
        var after = await shop.LeaveCartAsync("after");

        await shop.MessageAsync(before, DeliveryState.Sent);
        await shop.MessageAsync(after, DeliveryState.Sent);
        await _suite.SettleAsync(DateTimeOffset.UtcNow + s_wait, TimeSpan.FromMinutes(2));
        Assert.All(["early", "before", "after"], user => Assert.Single(clocks.Mail.MailsTo(shop.AddressOf(user))));
    }

    [Theory]
    [InlineData(12)]
    [InlineData(24 * 60)]
    public async Task An_unsubscribe_at_such_a_machine_holds(int minutes)
    {
        var shop = await OpenShopAsync();
        await shop.MessageAsync(await shop.LeaveCartAsync("ann"), DeliveryState.Sent);
        var link = new Uri(Unsubscribe().Match(Assert.Single(clocks.Mail.MailsTo(shop.AddressOf("ann")))).Groups[1].Value);
        using var browser = new HttpClient();
        clocks.Set(TimeSpan.FromMinutes(minutes), "channel-delivery");
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
        await Task.Delay(s_while);
        clocks.Set(TimeSpan.Zero);
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);

        var shopperId = (await shop.RecordAsync("ann", Build.Order("order", "ann"))).ShopperId;
        await shop.RecordAsync("ann", Build.Add("another"));
        await Until.TrueAsync("the second message is dropped", async () =>
            (await shop.MessagesAsync(shopperId)).Any(message => message is { State: DeliveryState.Dropped, Reason: "CONSENT_MISSING" }));
        Assert.Single(clocks.Mail.MailsTo(shop.AddressOf("ann")));
        await using var delivery = new Database(_suite, "channel-delivery");
        Assert.Equal(0, await delivery.ScalarAsync<long>("SELECT count(*) FROM outbox WHERE refuse_reason IS NOT NULL"));
    }

    Task<AttackedShop> OpenShopAsync() => AttackedShop.OpenAsync(_suite, definition =>
    {
        definition.Steps[0].Wait.Duration = Duration.FromTimeSpan(s_wait);
        definition.Reentry.Keyed.Cooldown = Duration.FromTimeSpan(TimeSpan.FromSeconds(1));
    });

    [GeneratedRegex(@"List-Unsubscribe:\s*<([^>]+)>")]
    private static partial Regex Unsubscribe();
}
