using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>From what a shopper does to the mail.</summary>
[Trait("kind", "stack")]
public sealed class Delivering(DeliveryStack stack) : DeliveryTest(stack)
{
    [Fact]
    public async Task A_cart_left_for_an_hour_brings_one_mail_and_that_is_told()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AbandonedCart());
        await shop.PutProductsAsync(
            Product("47566", "Party bunting", Samples.Pounds(5)), Product("22423", "REGENCY CAKESTAND", Samples.Pounds(12, 750_000_000)));
        var (buyer, other) = (await shop.AddBuyerAsync(), await shop.AddBuyerAsync());
        await shop.RecordAsync(other, Happening.Viewed("47566"));
        await shop.RecordAsync(other, Happening.Viewed("22423"));
        var left = await shop.RecordAsync(buyer, Happening.CartLeft());
        var due = await Stack.Suite.SettleAsync(Stack.Clock.Now);
        Assert.Equal(Stack.Clock.Now.AddHours(1), due);
        Assert.Empty(await shop.AskedForAsync(buyer));
        DispatchRecord record = null!;
        LogPosition latest = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            Stack.Clock.MovePast(due!.Value);
            record = await shop.NextAskedForAsync(buyer);
            latest = (await shop.RecordAsync(buyer, Happening.Viewed())).Position;
        });

        var message = await shop.WaitForAsync(record, DeliveryState.Sent);
        Assert.Equal([DeliveryState.Pending, DeliveryState.Sending, DeliveryState.Sent], message.Decisions.Select(decision => decision.State));
        // Asked for by what was known then, sent by what is known now.
        Assert.Equal([left.Position, latest, latest], message.Decisions.Select(decision => decision.Position));
        Assert.Equal((1, ""), (message.AttemptCount, message.Reason));

        await Stack.SettleAsync();
        var mail = Assert.Single(await Stack.InboxAsync(buyer.Email));
        var (html, text) = (mail.GetProperty("html").GetString()!, mail.GetProperty("text").GetString()!);
        Assert.Contains("WHITE HANGING HEART", html);
        Assert.Contains("£28.05", text);
        Assert.Contains("1 High Street, London", text);
        var suggested = html[html.IndexOf("You might also like", StringComparison.Ordinal)..];
        Assert.Contains("Party bunting", suggested);
        Assert.DoesNotContain("CAKESTAND", suggested);

        var settled = Assert.Single(await shop.ToldAsync(buyer));
        Assert.Equal(record.Depth + 1, settled.Depth);
        Assert.Equal(
            (MessageOutcome.Sent, record.RunId, "remind", record.MessageId),
            (settled.Event.MessageSettled.Outcome, settled.Event.MessageSettled.RunId, settled.Event.MessageSettled.StepId, settled.Event.MessageSettled.MessageId));
    }

    [Fact]
    public async Task The_dispatch_log_read_once_more_sends_nothing_twice()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        var record = await shop.LeaveCartAsync(buyer);
        var sent = await shop.WaitForAsync(record, DeliveryState.Sent);
        await Stack.SettleAsync();

        // As after a restore of the positions alone: every message there ever was comes again.
        Stack.Delivery.Kill();
        await using (var connection = new NpgsqlConnection(Stack.Suite.Databases["channel-delivery"]))
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("UPDATE channel_delivery.follower_positions SET sequence = 0", connection);
            Assert.Equal(16, await command.ExecuteNonQueryAsync());
        }
        await Stack.StartAsync(Stack.Delivery);
        await Stack.SettleAsync();
        var next = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(next), DeliveryState.Sent);

        Assert.Equal(sent, await shop.GetAsync(record.MessageId));
        Assert.Single(await Stack.InboxAsync(buyer.Email));
        Assert.Single(await shop.ToldAsync(buyer));
    }

    [Fact]
    public async Task Without_the_bus_and_the_cache_it_arrives_as_well()
    {
        await Stack.ServeAsync(
            null,
            ("ConnectionStrings__redis", $"127.0.0.1:{LoopbackPorts.Free()}"),
            ("ConnectionStrings__rabbitmq", $"amqp://guest:guest@127.0.0.1:{LoopbackPorts.Free()}"),
            ("Logging__LogLevel__MassTransit", "Critical"));
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task A_cart_that_changed_is_shown_as_it_is_now()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        DispatchRecord record = null!;
        await Stack.WhileItStandsStillAsync(async () =>
        {
            record = await shop.LeaveCartAsync(buyer);
            await shop.RecordAsync(buyer, Happening.CartLeft(record.Content.Cart.CartId, record.Content.Cart.Lines[1]));
        });
        var message = await shop.WaitForAsync(record, DeliveryState.Sent);
        Assert.Equal("CONTENT_CHANGED", message.Decisions[1].Reason);
        await Stack.SettleAsync();
        Assert.Single(await shop.AskedForAsync(buyer));
        var html = Assert.Single(await Stack.InboxAsync(buyer.Email)).GetProperty("html").GetString();
        Assert.DoesNotContain("WHITE HANGING HEART", html);
        Assert.Contains("REGENCY CAKESTAND", html);
    }

    [Fact]
    public async Task Without_recommendations_it_goes_with_what_is_in_the_cart_and_that_is_on_record()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        DispatchRecord record = null!;
        await using var connection = new NpgsqlConnection(Stack.Suite.Databases["recommendations"]);
        await connection.OpenAsync();
        await Stack.WhileItStandsStillAsync(async () =>
        {
            record = await shop.LeaveCartAsync(buyer);
            await shop.CatalogReachesAsync([record.Position]);
            // What many like cannot be counted while somebody else has that table; the catalog answers.
            await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE recommendations.product_days IN ACCESS EXCLUSIVE MODE", connection);
            await command.ExecuteNonQueryAsync();
        });
        var message = await shop.WaitForAsync(record, DeliveryState.Sent);
        Assert.Equal("RECOMMENDATIONS_UNAVAILABLE", message.Decisions[1].Reason);
        await using var release = new NpgsqlCommand("ROLLBACK", connection);
        await release.ExecuteNonQueryAsync();
        var html = Assert.Single(await Stack.InboxAsync(buyer.Email)).GetProperty("html").GetString();
        Assert.Contains("WHITE HANGING HEART", html);
        Assert.DoesNotContain("You might also like", html);
    }

    [Fact]
    public async Task A_template_that_is_not_there_or_a_message_without_a_cart_sends_nothing()
    {
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.AtOnce("no-such-template"), Definitions.WithoutCart());
        var buyer = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "TEMPLATE_UNKNOWN");
        await shop.WaitForAsync(await shop.LeaveCartAsync(buyer, Happening.Fulfilled()), DeliveryState.Dropped, "CONTENT_MISSING");
        Assert.Empty(await Stack.InboxAsync(buyer.Email));
    }

    static Product Product(string productId, string title, Money price) =>
        new() { ProductId = productId, Title = title, Price = price };
}
