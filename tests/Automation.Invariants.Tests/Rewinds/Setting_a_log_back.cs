using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;

namespace Automation.Invariants.Tests.Rewinds;

/// <summary>
/// What a failover to a replica that lags, or the restore of one database, does to a log while its followers live: the last
/// rows are gone and others come under their numbers. Nothing may be skipped silently, and nothing sent over it.
/// </summary>
[Trait("kind", "fault")]
public sealed class Setting_a_log_back(RewoundSuite rewound) : IClassFixture<RewoundSuite>
{
    static readonly TimeSpan s_wait = TimeSpan.FromMinutes(61);

    [Fact]
    public async Task The_event_log_loses_rows_and_takes_an_order_and_an_unsubscribe_after_it()
    {
        var (shop, shoppers) = await DispatchedAsync("ann", "bob", "carl");
        var dave = await shop.LeaveCartAsync("dave");
        var last = (await shop.RecordAsync("ann", Build.View("a"))).Position;
        for (var more = 0; more < 12; more++)
            last = (await shop.RecordAsync("ann", Build.View($"p{more}"))).Position;
        await rewound.FoldedAsync();

        await rewound.ExecuteAsync("ingestion", $"""
            DELETE FROM events WHERE partition = {last.Partition} AND sequence > {last.Sequence - 12};
            UPDATE heads SET sequence = {last.Sequence - 12} WHERE partition = {last.Partition};
            """);
        var order = (await shop.RecordAsync("ann", Build.Order("o1", "ann"))).Position;
        await shop.RecordAsync("bob", Build.Consent(ConsentState.Unsubscribed));
        // No number is given twice: copies, profiles and runs tell old from new by it.
        Assert.True(order.Sequence > last.Sequence, $"{order} after {last}");
        rewound.Suite["channel-delivery"].Thaw();

        await rewound.StoppedAsync("segmentation");
        await rewound.StoppedAsync("recommendations");
        // Due now, and nobody knows what happened before it.
        rewound.Clock.MoveBy(s_wait);
        await NothingIsSentAsync(shop, shoppers, "LOG_SET_BACK");
        Assert.Equal(RunState.Waiting, Assert.Single(await shop.RunsAsync(dave)).State);

        Assert.Superset(new HashSet<string> { "segmentation", "recommendations" }, await rewound.AdoptAsync());
        await EndsAsync(shop, shoppers["ann"], DeliveryState.Dropped, "RUN_EXITED", "GUARD_FALSE", "CART_EMPTY");
        await EndsAsync(shop, shoppers["bob"], DeliveryState.Dropped, "CONSENT_MISSING");
        await EndsAsync(shop, shoppers["carl"], DeliveryState.Sent);
        await EndsAsync(shop, dave, DeliveryState.Sent);
        Assert.Single((await shop.ProfileAsync(shoppers["ann"], order)).Orders);
        await NewcomersAreRemindedAsync(shop);
    }

    [Fact]
    public async Task The_event_log_becomes_another_one_with_heads_beyond_all_positions()
    {
        var (shop, shoppers) = await DispatchedAsync("ann", "bob");
        await rewound.ExecuteAsync("ingestion", "UPDATE log_identity SET id = gen_random_uuid()");
        await shop.RecordAsync("ann", Build.Order("o1", "ann"));
        rewound.Suite["channel-delivery"].Thaw();

        Assert.Contains("was followed", await rewound.StoppedAsync("segmentation"));
        await NothingIsSentAsync(shop, shoppers, "LOG_SET_BACK");

        await rewound.AdoptAsync();
        await EndsAsync(shop, shoppers["ann"], DeliveryState.Dropped, "RUN_EXITED", "GUARD_FALSE", "CART_EMPTY");
        await EndsAsync(shop, shoppers["bob"], DeliveryState.Sent);
        await NewcomersAreRemindedAsync(shop);
    }

    [Fact]
    public async Task The_membership_log_is_set_back()
    {
        var (shop, shoppers) = await DispatchedAsync("ann", "bob");
        var last = (await shop.RecordAsync("ann", Build.View("a"))).Position;
        await rewound.FoldedAsync();
        await rewound.ExecuteAsync(
            "segmentation", $"UPDATE follower_positions SET sequence = sequence - 2 WHERE partition = {last.Partition}");
        Assert.Contains($"partition {last.Partition}", await rewound.StoppedAsync("workflow-engine"));
        await shop.RecordAsync("ann", Build.Order("o1", "ann"));
        rewound.Suite["channel-delivery"].Thaw();
        await NothingIsSentAsync(shop, shoppers, "LOG_SET_BACK");

        Assert.Equal("workflow-engine", Assert.Single(await rewound.AdoptAsync()));
        await EndsAsync(shop, shoppers["ann"], DeliveryState.Dropped, "RUN_EXITED", "GUARD_FALSE", "CART_EMPTY");
        await EndsAsync(shop, shoppers["bob"], DeliveryState.Sent);
        await NewcomersAreRemindedAsync(shop);
    }

    [Fact]
    public async Task The_dispatch_log_is_set_back()
    {
        var (shop, shoppers) = await DispatchedAsync("ann");
        rewound.Suite["channel-delivery"].Thaw();
        await EndsAsync(shop, shoppers["ann"], DeliveryState.Sent);
        await rewound.Suite.SettleAsync(rewound.Clock.Now.AddMicroseconds(-1));

        // Of all partitions, so that what is asked for next takes a number that was handled.
        await rewound.ExecuteAsync("workflow-engine", """
            DELETE FROM dispatches d USING dispatch_heads h WHERE h.partition = d.partition AND h.sequence > 0 AND d.sequence = h.sequence;
            UPDATE dispatch_heads SET sequence = sequence - 1 WHERE sequence > 0;
            """);
        await rewound.StoppedAsync("channel-delivery");
        var late = await shop.LeaveCartAsync("ann-again");
        await rewound.Suite.SettleAsync(DateTimeOffset.UnixEpoch);
        rewound.Clock.MoveBy(s_wait);
        await Until.TrueAsync("the run has asked", async () => (await shop.RunsAsync(late)).Any(run => run.State is RunState.Sending));
        await Task.Delay(1_500);
        Assert.Empty(await shop.MessagesAsync(late));

        Assert.Equal("channel-delivery", Assert.Single(await rewound.AdoptAsync()));
        await EndsAsync(shop, late, DeliveryState.Sent);
        Assert.Single(await shop.InboxAsync("ann"));
        Assert.Single(await shop.InboxAsync("ann-again"));
        await NewcomersAreRemindedAsync(shop);
    }

    /// <summary>Shoppers whose runs have asked for their messages, which delivery does not know yet: it stands still.</summary>
    async Task<(AttackedShop Shop, Dictionary<string, string> Shoppers)> DispatchedAsync(params string[] users)
    {
        var shop = await AttackedShop.OpenAsync(rewound.Suite);
        var shoppers = new Dictionary<string, string>();
        foreach (var user in users)
            shoppers[user] = await shop.LeaveCartAsync(user);
        await rewound.Suite.SettleAsync(DateTimeOffset.UnixEpoch);
        rewound.Suite["channel-delivery"].Freeze();
        rewound.Clock.MoveBy(s_wait);
        foreach (var shopperId in shoppers.Values)
        {
            await Until.TrueAsync("the run has asked for its message", async () =>
                (await shop.RunsAsync(shopperId)).Any(run => run.State is RunState.Sending));
        }
        return (shop, shoppers);
    }

    async Task NothingIsSentAsync(AttackedShop shop, Dictionary<string, string> shoppers, string reason)
    {
        foreach (var shopperId in shoppers.Values)
            await shop.MessageAsync(shopperId, DeliveryState.Deferred, reason);
        // Asked again and again, and never taken for a yes.
        await Task.Delay(2_000);
        foreach (var (user, shopperId) in shoppers)
        {
            Assert.Equal(DeliveryState.Deferred, Assert.Single(await shop.MessagesAsync(shopperId)).State);
            Assert.Empty(await shop.InboxAsync(user));
        }
    }

    async Task EndsAsync(AttackedShop shop, string shopperId, DeliveryState state, params string[] reasons)
    {
        IReadOnlyList<Delivery> messages = [];
        await Until.TrueAsync($"the message is {state}", async () =>
        {
            // What was deferred is due again a little later on the shop clock.
            rewound.Clock.MoveBy(TimeSpan.FromSeconds(1));
            messages = await shop.MessagesAsync(shopperId);
            return messages is [var message] && message.State == state;
        }, found: () => $"There was: {string.Join(", ", messages)}\n{rewound.Suite.LogTails()}");
        if (reasons.Length > 0)
            Assert.Contains(messages[0].Reason, reasons);
    }

    /// <summary>Everything goes on: who comes now is reminded an hour later.</summary>
    async Task NewcomersAreRemindedAsync(AttackedShop shop)
    {
        var shopperId = await shop.LeaveCartAsync("eve");
        await rewound.Suite.SettleAsync(DateTimeOffset.UnixEpoch);
        rewound.Clock.MoveBy(s_wait);
        await EndsAsync(shop, shopperId, DeliveryState.Sent);
        Assert.Single(await shop.InboxAsync("eve"));
    }
}
