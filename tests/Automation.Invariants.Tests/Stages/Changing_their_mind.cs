using System.Text.RegularExpressions;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Testing;

namespace Automation.Invariants.Tests.Stages;

/// <summary>Invariants 6 and 7: whatever is acked, at whatever stage the message stands, stops it.</summary>
[Trait("kind", "stack")]
[Collection(HeldCollection.Name)]
public sealed partial class Changing_their_mind(HeldDelivery held)
{
    readonly Suite _suite = held.Suite;

    [Theory]
    [MemberData(nameof(Reminder.Stages), MemberType = typeof(Reminder))]
    public async Task A_purchase_stops_the_reminder(string stage)
    {
        var reminder = await Reminder.BeginAsync(held);
        await reminder.WithAsync(stage, () => reminder.Shop.RecordAsync(reminder.User, Build.Order("o1", reminder.User)));
        await reminder.NeverArrivesAsync("RUN_EXITED", "GUARD_FALSE", "CART_EMPTY");
    }

    [Theory]
    [MemberData(nameof(Reminder.Stages), MemberType = typeof(Reminder))]
    public async Task Consent_withdrawn_stops_the_reminder(string stage)
    {
        var reminder = await Reminder.BeginAsync(held);
        await reminder.WithAsync(stage, () => reminder.Shop.RecordAsync(reminder.User, Build.Consent(ConsentState.Unsubscribed)));
        await reminder.DroppedAsync("CONSENT_MISSING");
        await reminder.NeverArrivesAsync("CONSENT_MISSING");
    }

    [Theory]
    [InlineData("run started")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    public async Task The_link_in_a_former_mail_stops_the_reminder(string stage)
    {
        var former = await Reminder.BeginAsync(held);
        await former.WithAsync("run started", () => Task.CompletedTask);
        await former.Shop.MessageAsync(former.ShopperId, DeliveryState.Sent);
        var mail = Assert.Single(held.Mail.MailsTo(former.Address)).ReplaceLineEndings("\n").Replace("\n ", "", StringComparison.Ordinal);
        var link = new Uri(ListUnsubscribe().Match(mail).Groups[1].Value);
        using var browser = new HttpClient();

        await former.Shop.RecordAsync(former.User, Build.Add("a second cart"));
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await former.WithAsync(stage, async () => (await browser.PostAsync(link, null)).EnsureSuccessStatusCode());
        await _suite.SettleAsync(_suite.Clock!.Now);
        Assert.Single(held.Mail.MailsTo(former.Address));
        Assert.Single(await former.Shop.MessagesAsync(former.ShopperId), message => message is { State: DeliveryState.Dropped, Reason: "CONSENT_MISSING" });
    }

    [Fact]
    public async Task An_address_that_is_refused_meanwhile_stops_the_reminder()
    {
        var reminder = await Reminder.BeginAsync(held);
        _suite.Clock!.MoveBy(TimeSpan.FromMinutes(5));
        await reminder.Shop.RecordAsync(reminder.User, Build.Add("a second cart"));
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        // The first is due, and not yet the second: it is not to wait behind the first for the same worker.
        var hold = held.Mail.HoldNext("DATA");
        _suite.Clock.MoveBy(TimeSpan.FromMinutes(56));
        await hold.ReachedAsync();
        held.Mail.Refuse(reminder.Address);
        _suite.Clock.MoveBy(TimeSpan.FromMinutes(5));
        await Until.TrueAsync("the second reminder is refused", async () => (await reminder.Shop.MessagesAsync(reminder.ShopperId))
            .Any(message => message is { State: DeliveryState.Failed, Reason: "RECIPIENT_REFUSED" }));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        hold.Release();
        await _suite.SettleAsync(_suite.Clock.Now);
        Assert.Empty(held.Mail.MailsTo(reminder.Address));
        Assert.Single(await reminder.Shop.MessagesAsync(reminder.ShopperId), message => message is { State: DeliveryState.Dropped, Reason: "ADDRESS_SUPPRESSED" });
    }

    [Fact]
    public async Task Without_ingestion_the_reminder_waits_and_then_does_not_go()
    {
        var reminder = await Reminder.BeginAsync(held);
        await reminder.WithAsync("dispatched", async () =>
        {
            await reminder.Shop.RecordAsync(reminder.User, Build.Order("o1", reminder.User));
            _suite["ingestion"].Kill();
        });
        try
        {
            await reminder.Shop.MessageAsync(reminder.ShopperId, DeliveryState.Deferred, "PEER_UNAVAILABLE");
            // Asked again and again, and never taken for a yes.
            await Task.Delay(TimeSpan.FromSeconds(2));
            Assert.Equal(DeliveryState.Deferred, (await reminder.Shop.MessageAsync(reminder.ShopperId, DeliveryState.Deferred)).State);
        }
        finally
        {
            await _suite["ingestion"].StartAsync();
        }
        await reminder.NeverArrivesAsync("RUN_EXITED");
    }

    [GeneratedRegex("List-Unsubscribe: *<([^>]+)>")]
    private static partial Regex ListUnsubscribe();
}
