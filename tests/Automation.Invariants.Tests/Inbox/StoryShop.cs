using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Invariants.Tests.Inbox;

/// <summary>A shop in which several stories go on side by side, until their carts are due together.</summary>
sealed class StoryShop(RealInbox inbox, AttackedShop shop)
{
    public static async Task<StoryShop> OpenAsync(RealInbox inbox, Action<WorkflowDefinition>? change = null) =>
        new(inbox, await AttackedShop.OpenAsync(inbox.Suite, change));

    /// <summary>A mailbox at the shop's own domain, or below it.</summary>
    public string Address(string local, string below = "") => $"{local}@{below}{shop.ShopId}.example";

    /// <summary>Records what somebody did so many minutes ago; less than none: by a clock that is ahead.</summary>
    public async Task<RecordEventResponse> RecordAsync(Identifiers who, Event action, double minutesAgo = 0) =>
        await shop.Client().RecordEventAsync(new RecordEventRequest { Event = Told(who, action, minutesAgo) });

    /// <summary>Records events in one call, in the order in which they are given.</summary>
    public async Task RecordAsync(Identifiers who, IEnumerable<(Event Action, double MinutesAgo)> events)
    {
        var request = new BatchRecordEventsRequest { Events = { events.Select(one => Told(who, one.Action, one.MinutesAgo)) } };
        Assert.All((await shop.Client().BatchRecordEventsAsync(request)).Outcomes, outcome => Assert.Equal(Outcome.Recorded, outcome));
    }

    public Task<RecordEventResponse> AgreeAsync(Identifiers who, double minutesAgo = 0) =>
        RecordAsync(who, Build.Consent(ConsentState.Subscribed), minutesAgo);

    /// <summary>An hour later: what each address has in its inbox, items of each mail in order of their names.</summary>
    public async Task<ILookup<string, string>> InboxesAsync() =>
        (await MailsAsync()).ToLookup(mail => mail.To, mail => string.Join(", ", mail.Items.Order(StringComparer.Ordinal)));

    /// <summary>An hour later: every mail of the shop.</summary>
    public async Task<IReadOnlyList<Mail>> MailsAsync()
    {
        await inbox.AnHourLaterAsync();
        return await inbox.MailsAsync(shop);
    }

    Event Told(Identifiers who, Event action, double minutesAgo)
    {
        var told = action.Clone();
        told.EventId = Guid.NewGuid().ToString();
        told.Identifiers = who;
        told.OccurTime = inbox.Clock.Now.AddMinutes(-minutesAgo).ToTimestamp();
        return told;
    }
}
