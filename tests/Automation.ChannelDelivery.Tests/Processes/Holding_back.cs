using Automation.Api.V1;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Invariants 6 and 7: what happens between the request and the send decides.</summary>
[Trait("kind", "stack")]
public sealed class Holding_back(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task Consent_withdrawn_between_the_dispatch_and_the_send_stops_the_message()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        DispatchRecord record = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            await using var redis = await ConnectionMultiplexer.ConnectAsync(Stack.Suite.Redis.ConnectionString);
            RedisKey copy = $"profile:{shop.ShopId}:{buyer.ShopperId}";
            record = await shop.LeaveCartAsync(buyer);
            await Stack.UntilAsync("the profile is copied", async () =>
                (long)await redis.GetDatabase().HashGetAsync(copy, "s") >= record.Position.Sequence);
            var early = await redis.GetDatabase().HashGetAllAsync(copy);
            var withdrawn = await shop.RecordAsync(buyer, Happening.Consent(ConsentState.Unsubscribed));
            await Stack.UntilAsync("the copy is renewed", async () =>
                (long)await redis.GetDatabase().HashGetAsync(copy, "s") >= withdrawn.Position.Sequence);
            // As after a fail-over to a replica that lags: the copy is as old as the request of the message.
            await redis.GetDatabase().HashSetAsync(copy, early);
        });
        await shop.WaitForAsync(record, DeliveryState.Dropped, "CONSENT_MISSING");
        await AssertNotSentAsync(shop, buyer, "CONSENT_MISSING");
    }

    [Fact]
    public async Task A_no_of_the_engine_is_final_and_keeps_its_reason()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        DispatchRecord record = null!;
        LogPosition bought = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            record = await shop.LeaveCartAsync(buyer);
            bought = (await shop.RecordAsync(buyer, Happening.Bought())).Position;
        });
        var message = await shop.WaitForAsync(record, DeliveryState.Dropped, "RUN_EXITED");
        Assert.Equal(bought, message.Decisions[^1].Position);
        await AssertNotSentAsync(shop, buyer, "RUN_EXITED");
    }

    [Fact]
    public async Task A_cart_that_was_bought_meanwhile_is_not_reminded_of_though_no_exit_is_defined()
    {
        var definition = Definitions.AtOnce();
        definition.ExitWhen.Clear();
        var shop = await DeliveryShop.OpenAsync(Stack, definition);
        var (buyer, other) = (await shop.AddBuyerAsync(), await shop.AddBuyerAsync());
        DispatchRecord record = null!, elsewhere = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            record = await shop.LeaveCartAsync(buyer);
            elsewhere = await shop.LeaveCartAsync(other);
            await shop.RecordAsync(buyer, Happening.Bought(record.Content.Cart.CartId));
            // Whose account that is nobody knew when the cart was left.
            await shop.RecordAsync(await shop.AddBuyerAsync(), Happening.Bought(elsewhere.Content.Cart.CartId));
        });
        await shop.WaitForAsync(record, DeliveryState.Dropped, "CART_EMPTY");
        await shop.WaitForAsync(elsewhere, DeliveryState.Dropped, "CART_EMPTY");
        await AssertNotSentAsync(shop, buyer, "CART_EMPTY");
        await AssertNotSentAsync(shop, other, "CART_EMPTY");
    }

    [Fact]
    public async Task An_engine_that_is_behind_or_away_makes_it_late_and_never_wrong()
    {
        var (engine, segmentation) = (Stack.Suite["workflow-engine"], Stack.Suite["segmentation"]);
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        DispatchRecord record = null!;
        try
        {
            await Stack.WhileItStandsStillAsync(async () =>
            {
                record = await shop.LeaveCartAsync(buyer);
                // The engine cannot know what this event means for the message.
                segmentation.Freeze();
                await shop.RecordAsync(buyer, Happening.Viewed());
            });
            await shop.WaitForAsync(record, DeliveryState.Deferred, "ENGINE_BEHIND");
            Assert.Equal(1, (await MessagesAsync()).OpenCount);
            engine.Kill();
            await shop.WaitForAsync(record, DeliveryState.Deferred, "PEER_UNAVAILABLE");
            Assert.Empty(await Stack.InboxAsync(buyer.Email));
        }
        finally
        {
            segmentation.Thaw();
            engine.Kill();
            await Stack.StartAsync(engine);
        }
        var message = await shop.WaitForAsync(record, DeliveryState.Sent);
        // However often it was asked in vain: one line for each reason in a row.
        var reasons = message.Decisions.Select(decision => decision.Reason).Where(reason => reason.Length > 0).ToList();
        Assert.All(reasons.Zip(reasons.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        Assert.Equal(1, message.AttemptCount);
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task Quiet_hours_defer_to_their_end_on_the_shop_clock()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var end = new DateTimeOffset(Stack.Clock.Now.Date, TimeSpan.Zero).AddDays(2).AddHours(14.5);
        Stack.Clock.MoveTo(end.AddHours(-2));
        await shop.PutPolicyAsync(new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "11:00", EndTimeOfDay = "14:30" } });
        var buyer = await shop.AddBuyerAsync();
        var record = await shop.LeaveCartAsync(buyer);
        var message = await shop.WaitForAsync(record, DeliveryState.Deferred, "QUIET_HOURS");
        Assert.Equal(end, message.DueTime.ToDateTimeOffset());
        var open = await MessagesAsync();
        Assert.Equal((0, end), (open.OpenCount, open.NextDueTime.ToDateTimeOffset()));
        Stack.Clock.MoveTo(end.AddMicroseconds(-1));
        Assert.Equal(DeliveryState.Deferred, (await shop.GetAsync(record.MessageId)).State);
        Stack.Clock.MoveTo(end);
        await shop.WaitForAsync(record, DeliveryState.Sent);
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task The_cap_holds_also_for_messages_that_are_sent_at_the_same_moment()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce(), Definitions.Needed());
        // All become due in the instant at which the quiet hours end, and are checked together.
        var end = new DateTimeOffset(Stack.Clock.Now.Date, TimeSpan.Zero).AddDays(2).AddHours(14.5);
        Stack.Clock.MoveTo(end.AddHours(-2));
        await shop.PutPolicyAsync(new SendPolicy
        {
            QuietHours = new QuietHours { StartTimeOfDay = "11:00", EndTimeOfDay = "14:30" },
            FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, MessageCount = 2, Window = Duration.FromTimeSpan(TimeSpan.FromDays(1)) } },
        });
        var buyer = await shop.AddBuyerAsync();
        // What the shopper needs is neither held back by the cap nor uses it up.
        var happenings = Enumerable.Range(0, 8).Select(_ => Happening.CartLeft()).Append(Happening.CheckoutBegun());
        await shop.RecordAsync(happenings.Select(happening => (buyer, happening)));
        await shop.NextAskedForAsync(buyer, former: 8);
        foreach (var record in await shop.AskedForAsync(buyer))
        {
            if (record.Purpose is Purpose.Transactional)
                await shop.WaitForAsync(record, DeliveryState.Sent);
            else
                await shop.WaitForAsync(record, DeliveryState.Deferred, "QUIET_HOURS");
        }
        Stack.Clock.MoveTo(end);
        await Stack.SettleAsync();
        var all = await shop.ListAsync(buyer);
        Assert.Equal(9, all.Count);
        Assert.Equal(3, all.Count(message => message.State is DeliveryState.Sent));
        Assert.Equal(6, all.Count(message => message is { State: DeliveryState.Dropped, Reason: "FREQUENCY_CAPPED" }));
        Assert.Equal(3, (await Stack.InboxAsync(buyer.Email)).Count);

        Stack.Clock.MoveBy(TimeSpan.FromDays(1));
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
    }

    [Fact]
    public async Task A_shop_whose_policy_cannot_be_read_holds_up_no_other()
    {
        var (broken, other) = (await DeliveryShop.OpenAsync(Stack), await DeliveryShop.OpenAsync(Stack));
        await broken.PutPolicyAsync(new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "03:00", EndTimeOfDay = "03:01" } });
        await ChangeAsync("UPDATE channel_delivery.send_policies SET policy = decode('ff', 'hex') || policy WHERE shop_id = $1", broken.ShopId);
        DispatchRecord held = null!, free = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            held = await broken.LeaveCartAsync(await broken.AddBuyerAsync());
            free = await other.LeaveCartAsync(await other.AddBuyerAsync());
        });
        await other.WaitForAsync(free, DeliveryState.Sent);
        Assert.Equal(DeliveryState.Pending, (await broken.GetAsync(held.MessageId)).State);

        await ChangeAsync("UPDATE channel_delivery.send_policies SET policy = substr(policy, 2) WHERE shop_id = $1", broken.ShopId);
        // As after the time for which it was set aside. The worker may have it in its hands a last time.
        await Stack.UntilAsync("it is sent", async () =>
        {
            await ChangeAsync("UPDATE channel_delivery.messages SET retry_time = '-infinity' WHERE shop_id = $1 AND state IN (1, 2)", broken.ShopId);
            return (await broken.GetAsync(held.MessageId)).State is DeliveryState.Sent;
        });
    }

    [Fact]
    public async Task A_message_whose_bytes_are_damaged_fails_alone_and_its_run_is_told()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var end = new DateTimeOffset(Stack.Clock.Now.Date, TimeSpan.Zero).AddDays(2).AddHours(14.5);
        Stack.Clock.MoveTo(end.AddHours(-2));
        await shop.PutPolicyAsync(new SendPolicy { QuietHours = new QuietHours { StartTimeOfDay = "11:00", EndTimeOfDay = "14:30" } });
        var (hurt, other) = (await shop.AddBuyerAsync(), await shop.AddBuyerAsync());
        var (damaged, whole) = (await shop.LeaveCartAsync(hurt), await shop.LeaveCartAsync(other));
        foreach (var record in new[] { damaged, whole })
            await shop.WaitForAsync(record, DeliveryState.Deferred, "QUIET_HOURS");
        await ChangeAsync($"UPDATE channel_delivery.messages SET content = '\\xffffff' WHERE shop_id = $1 AND message_id = '{damaged.MessageId}'", shop.ShopId);

        Stack.Clock.MoveTo(end);

        await shop.WaitForAsync(whole, DeliveryState.Sent);
        await shop.WaitForAsync(damaged, DeliveryState.Failed, "CONTENT_DAMAGED");
        await Stack.UntilAsync("its end is told", async () => (await shop.ToldAsync(hurt)).Count == 1);
        Assert.Equal(MessageOutcome.Failed, Assert.Single(await shop.ToldAsync(hurt)).Event.MessageSettled.Outcome);
    }

    async Task ChangeAsync(string sql, string shopId)
    {
        await using var connection = new NpgsqlConnection(Stack.Suite.Databases["channel-delivery"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = shopId } } };
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>What channel-delivery counts as open.</summary>
    async Task<OpenWork> MessagesAsync()
    {
        var progress = await new ProgressService.ProgressServiceClient(Stack.Suite.AsService("channel-delivery"))
            .GetProgressAsync(new GetProgressRequest { DueByTime = Stack.Clock.Now.ToTimestamp() });
        return progress.Works.Single(work => work.Kind == "message");
    }
}
