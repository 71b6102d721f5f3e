using System.Net;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Invariant 7: whom it is written to is an address, whoever of the shop's shoppers has it.</summary>
[Trait("kind", "stack")]
public sealed class Sharing_an_address(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task One_click_of_one_shopper_ends_marketing_to_the_address_for_all()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce(), Definitions.Needed());
        var (first, second) = await AddTwoAsync(shop);
        await shop.WaitForAsync(await shop.LeaveCartAsync(first), DeliveryState.Sent);
        var link = await LinkAsync("u", first);
        using var browser = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
        await shop.WaitForAsync(await shop.LeaveCartAsync(second), DeliveryState.Dropped, "CONSENT_MISSING");
        await shop.WaitForAsync(await shop.LeaveCartAsync(first), DeliveryState.Dropped, "CONSENT_MISSING");
        Assert.Single(await Stack.InboxAsync(first.Email));
        var told = (await shop.ToldAsync(first)).Single(record => record.Event.ConsentChanged is not null);
        Assert.Equal(first.Email, told.Event.ConsentChanged.Address);

        // What one must know arrives all the same.
        await shop.WaitForAsync(await shop.LeaveCartAsync(second, Happening.CheckoutBegun()), DeliveryState.Sent);
        Stack.Clock.MoveBy(TimeSpan.FromMinutes(1));
        await shop.RecordAsync(second, Happening.Consent(ConsentState.Subscribed));
        await shop.WaitForAsync(await shop.LeaveCartAsync(second), DeliveryState.Sent);
    }

    [Fact]
    public async Task Who_withdraws_for_every_address_ends_marketing_to_one_that_names_another_shopper()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var owner = await shop.AddBuyerAsync();
        var second = await ComeToAsync(shop, owner.Email);
        await shop.WaitForAsync(await shop.LeaveCartAsync(owner), DeliveryState.Sent);
        Stack.Clock.MoveBy(TimeSpan.FromMinutes(1));
        await shop.RecordAsync(second with { Email = "" }, Happening.Consent(ConsentState.Unsubscribed));
        await shop.WaitForAsync(await shop.LeaveCartAsync(owner), DeliveryState.Dropped, "CONSENT_MISSING");
        await shop.WaitForAsync(await shop.LeaveCartAsync(second), DeliveryState.Dropped, "CONSENT_MISSING");
        Assert.Single(await Stack.InboxAsync(owner.Email));
    }

    [Fact]
    public async Task An_opt_out_holds_before_the_event_log_knows_of_it()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var (first, second) = await AddTwoAsync(shop);
        await shop.WaitForAsync(await shop.LeaveCartAsync(first), DeliveryState.Sent);
        var link = await LinkAsync("u", first);
        await Stack.SettleAsync();
        // The event waits, as behind others while ingestion is away.
        await ChangeAsync($"""
            CREATE FUNCTION channel_delivery.hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.refuse_reason := 'held'; RETURN NEW; END $$;
            CREATE TRIGGER hold BEFORE INSERT ON channel_delivery.outbox FOR EACH ROW
                WHEN (NEW.shop_id = '{shop.ShopId}' AND NEW.event_id LIKE 'unsubscribed-%') EXECUTE FUNCTION channel_delivery.hold();
            """);
        try
        {
            using var browser = new HttpClient();
            Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, null)).StatusCode);
            foreach (var buyer in new[] { first, second })
                await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "CONSENT_MISSING");
            Assert.DoesNotContain(await shop.ToldAsync(first, second), record => record.Event.ConsentChanged is not null);
        }
        finally
        {
            await ChangeAsync("""
                DROP TRIGGER hold ON channel_delivery.outbox; DROP FUNCTION channel_delivery.hold();
                UPDATE channel_delivery.outbox SET refuse_reason = NULL WHERE refuse_reason = 'held';
                """);
        }
        await Stack.UntilAsync("the event log knows", async () =>
            (await shop.ToldAsync(first)).Any(record => record.Event.ConsentChanged is not null));
        Assert.Single(await Stack.InboxAsync(first.Email));
    }

    [Fact]
    public async Task An_old_copy_of_the_profile_does_not_hide_what_was_said_about_the_new_address()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var address = $"shared@{shop.ShopId}.example.com";
        var other = await ComeToAsync(shop, address);
        var buyer = await shop.AddBuyerAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(Stack.Suite.Redis.ConnectionString);
        var copy = (RedisKey)$"profile:{shop.ShopId}:{buyer.ShopperId}";
        await Stack.SettleAsync();
        var early = await redis.GetDatabase().HashGetAllAsync(copy);
        Assert.NotEmpty(early);
        DispatchRecord record = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            buyer = buyer with { Email = address };
            await shop.RecordAsync(buyer, Happening.Consent(ConsentState.Subscribed));
            Stack.Clock.MoveBy(TimeSpan.FromSeconds(1));
            await shop.RecordAsync(other, Happening.Consent(ConsentState.Unsubscribed));
            record = await shop.LeaveCartAsync(buyer);
            await Stack.UntilAsync("the copy is renewed", async () =>
                (long)await redis.GetDatabase().HashGetAsync(copy, "s") >= record.Position.Sequence);
            await redis.GetDatabase().HashSetAsync(copy, early);
        });
        await shop.WaitForAsync(record, DeliveryState.Dropped, "CONSENT_MISSING");
        await AssertNotSentAsync(shop, buyer, "CONSENT_MISSING");
    }

    [Fact]
    public async Task A_cap_of_one_lets_one_message_through_to_the_address()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.PutPolicyAsync(new SendPolicy
        {
            FrequencyCaps = { new FrequencyCap { Channel = Channel.Email, MessageCount = 1, Window = Duration.FromTimeSpan(TimeSpan.FromDays(1)) } },
        });
        var email = $"shared@{shop.ShopId}.example.com";
        var buyers = new List<Buyer>();
        for (var count = 0; count < 6; count++)
            buyers.Add(await ComeToAsync(shop, email));
        Assert.Equal(6, buyers.Select(buyer => buyer.ShopperId).Distinct().Count());
        await Stack.WhileItStandsStillAsync(async () =>
        {
            await shop.RecordAsync(buyers.Select(buyer => (buyer, Happening.CartLeft())));
            foreach (var buyer in buyers)
                await shop.NextAskedForAsync(buyer);
        });
        await Stack.SettleAsync();
        Assert.Single(await Stack.InboxAsync(email));
        var ends = new List<Delivery>();
        foreach (var buyer in buyers)
            ends.AddRange(await shop.ListAsync(buyer));
        Assert.Equal(1, ends.Count(end => end.State is DeliveryState.Sent));
        Assert.Equal(5, ends.Count(end => end is { State: DeliveryState.Dropped, Reason: "FREQUENCY_CAPPED" }));
    }

    async Task ChangeAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Stack.Suite.Databases["channel-delivery"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    static async Task<(Buyer First, Buyer Second)> AddTwoAsync(DeliveryShop shop)
    {
        var email = $"shared@{shop.ShopId}.example.com";
        var (first, second) = (await ComeToAsync(shop, email), await ComeToAsync(shop, email));
        Assert.NotEqual(first.ShopperId, second.ShopperId);
        return (first, second);
    }

    // A shopper known by another address who comes to this one, and agrees for it.
    static async Task<Buyer> ComeToAsync(DeliveryShop shop, string email)
    {
        var buyer = await shop.AddBuyerAsync() with { Email = email };
        await shop.RecordAsync(buyer, Happening.Consent(ConsentState.Subscribed));
        return buyer;
    }
}
