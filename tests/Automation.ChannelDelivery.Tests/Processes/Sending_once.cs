using Automation.ChannelDelivery.Tests.Email;
using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.WorkflowEngine.V1;
using Npgsql;
using Xunit;

namespace Automation.ChannelDelivery.Tests.Processes;

/// <summary>Invariants 5 and 6, attacked: races, crashes in the middle, servers that break off.</summary>
[Trait("kind", "fault")]
public sealed class Sending_once(DeliveryStack stack) : DeliveryTest(stack)
{
    // Short, so that what a dead worker left is found soon.
    static readonly (string, string)[] ShortLease =
        [("Sending__Lease", "00:00:05"), ("Email__MessageTimeout", "00:00:03"), ("Email__CommandTimeout", "00:00:02")];

    [Fact]
    public async Task Two_processes_that_compete_send_each_of_200_messages_once()
    {
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyers = new List<Buyer>();
        while (buyers.Count < 200)
            buyers.AddRange(await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => shop.AddBuyerAsync())));
        Stack.Prepare(null, ("Sending__BatchSize", "7"));
        await shop.RecordAsync(buyers.Select(buyer => (buyer, Happening.CartLeft())));
        await Stack.UntilAsync("the engine has asked for the last one", async () => (await shop.AskedForAsync(buyers[^1])).Count > 0);
        await Task.WhenAll(Stack.StartAsync(Stack.Delivery), Stack.StartAsync(Stack.Second));
        await Stack.SettleAsync();

        var told = await shop.ToldAsync([.. buyers]);
        Assert.Equal(buyers.Select(buyer => buyer.ShopperId).Order(), told.Select(settled => settled.ShopperId).Order());
        Assert.All(told, settled => Assert.Equal(MessageOutcome.Sent, settled.Event.MessageSettled.Outcome));
        var receivers = (await Stack.Mail.MessagesAsync())
            .Select(message => message.GetProperty("to")[0].GetProperty("address").GetString()!)
            .Where(address => address.Contains(shop.ShopId, StringComparison.Ordinal));
        Assert.Equal(buyers.Select(buyer => buyer.Email).Order(), receivers.Order());
    }

    [Fact]
    public async Task A_process_killed_while_it_sends_leaves_an_unknown_message_that_is_listed_and_never_sent_again()
    {
        await using var server = new ScriptedMailServer();
        var reached = new TaskCompletionSource();
        server.OnStage = stage =>
        {
            if (stage == "dot")
                reached.TrySetResult();
            return Task.CompletedTask;
        };
        // The server has the message, and the process never learns of it.
        server.Answers["dot#1"] = ScriptedMailServer.Hang;
        await Stack.ServeAsync(AddressOf(server), ShortLease);
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        var record = await shop.LeaveCartAsync(buyer);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Stack.Delivery.Kill();
        await Stack.StartAsync(Stack.Delivery);

        var message = await shop.WaitForAsync(record, DeliveryState.Unknown, "OUTCOME_UNCLEAR");
        Assert.Equal([DeliveryState.Pending, DeliveryState.Sending, DeliveryState.Unknown], message.Decisions.Select(decision => decision.State));
        var listed = (await shop.Deliveries.ListMessagesAsync(new ListMessagesRequest { State = DeliveryState.Unknown })).Messages;
        Assert.Equal(record.MessageId, Assert.Single(listed).MessageId);
        await Stack.UntilAsync("its end is told", async () => (await shop.ToldAsync(buyer)).Count == 1);
        Assert.Equal(MessageOutcome.Unknown, Assert.Single(await shop.ToldAsync(buyer)).Event.MessageSettled.Outcome);

        // Later messages go out, this one does not.
        await shop.WaitForAsync(await shop.LeaveCartAsync(await shop.AddBuyerAsync()), DeliveryState.Sent);
        Assert.Equal(2, server.Messages.Count);
    }

    [Fact]
    public async Task What_a_process_had_claimed_when_it_was_killed_is_sent_by_another_one()
    {
        var (engine, segmentation) = (Stack.Suite["workflow-engine"], Stack.Suite["segmentation"]);
        await Stack.ServeAsync(null, [.. ShortLease, ("Sending__Claim", "00:00:02")]);
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        DispatchRecord record = null!;
        try
        {
            await Stack.WhileItStandsStillAsync(async () =>
            {
                record = await shop.LeaveCartAsync(buyer);
                segmentation.Freeze();
                await shop.RecordAsync(buyer, Happening.Viewed());
            });
            // It has the message and asks in vain; from now on it does not even get an answer.
            await shop.WaitForAsync(record, DeliveryState.Deferred, "ENGINE_BEHIND");
            engine.Freeze();
            await Stack.UntilAsync("the message is claimed", () => IsClaimedAsync(record));
            Stack.Delivery.Kill();
            Assert.True(await IsClaimedAsync(record), "The victim had given it back.");
        }
        finally
        {
            engine.Thaw();
            segmentation.Thaw();
        }
        await Stack.StartAsync(Stack.Second);
        var message = await shop.WaitForAsync(record, DeliveryState.Sent, replica: 1);
        Assert.Equal(1, message.AttemptCount);
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task A_mark_whose_commit_was_not_answered_is_no_send()
    {
        using var link = new LinkCutAtMark(Stack.Suite.Postgres.Port);
        await Stack.ServeAsync(
            null, [.. ShortLease, ("ConnectionStrings__database", link.Through(Stack.Suite.Databases["channel-delivery"]))]);
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        var message = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        Assert.True(link.IsCut, "The mark was answered.");
        // The mark was there, and was given back.
        Assert.Equal(
            [DeliveryState.Pending, DeliveryState.Sending, DeliveryState.Deferred, DeliveryState.Sending, DeliveryState.Sent],
            message.Decisions.Select(decision => decision.State));
        Assert.Equal(1, message.AttemptCount);
        Assert.Single(await Stack.InboxAsync(buyer.Email));
    }

    [Fact]
    public async Task A_transactional_message_whose_outcome_is_unclear_is_sent_again()
    {
        await using var server = new ScriptedMailServer();
        server.Answers["dot#1"] = ScriptedMailServer.Drop;
        await Stack.ServeAsync(AddressOf(server));
        var shop = await DeliveryShop.OpenAsync(Stack, Definitions.Needed());
        var message = await shop.WaitForAsync(
            await shop.LeaveCartAsync(await shop.AddBuyerAsync(), Happening.CheckoutBegun()), DeliveryState.Sent);
        Assert.Equal(2, message.AttemptCount);
        Assert.Contains(message.Decisions, decision => decision is { State: DeliveryState.Deferred, Reason: "OUTCOME_UNCLEAR" });
        Assert.Equal(2, server.Messages.Count);
        // To the receiver both are the same message.
        Assert.Single(server.Messages.Select(text => text.Split("\r\n").Single(line => line.StartsWith("Message-ID:", StringComparison.Ordinal))).Distinct());
    }

    [Fact]
    public async Task A_marketing_message_whose_outcome_is_unclear_is_unknown_at_once()
    {
        await using var server = new ScriptedMailServer();
        server.Answers["dot#1"] = ScriptedMailServer.Drop;
        await Stack.ServeAsync(AddressOf(server), ShortLease);
        var shop = await DeliveryShop.OpenAsync(Stack);
        await shop.WaitForAsync(await shop.LeaveCartAsync(await shop.AddBuyerAsync()), DeliveryState.Unknown, "OUTCOME_UNCLEAR");
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_refused_address_is_never_written_to_again_and_other_refusals_are_tried_again()
    {
        await using var server = new ScriptedMailServer();
        server.Answers["RCPT#1"] = "550 5.1.1 no such user";
        await Stack.ServeAsync(AddressOf(server));
        var shop = await DeliveryShop.OpenAsync(Stack);
        var first = await shop.AddBuyerAsync();
        // Somebody else, who comes to have the same address.
        var second = await shop.AddBuyerAsync();
        await shop.WaitForAsync(await shop.LeaveCartAsync(first), DeliveryState.Failed, "RECIPIENT_REFUSED");
        var again = await shop.LeaveCartAsync(second with { Email = first.Email.ToUpperInvariant() });
        Assert.NotEqual(first.ShopperId, again.ShopperId);
        await shop.WaitForAsync(again, DeliveryState.Dropped, "ADDRESS_SUPPRESSED");

        server.Answers["MAIL#2"] = "451 later";
        var message = await shop.WaitForAsync(await shop.LeaveCartAsync(await shop.AddBuyerAsync()), DeliveryState.Sent);
        Assert.Equal(["", "", "PROVIDER_BUSY", "", ""], message.Decisions.Select(decision => decision.Reason));
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_purchase_while_a_slow_server_takes_its_time_stops_the_final_dot()
    {
        await using var server = new ScriptedMailServer();
        await Stack.ServeAsync(AddressOf(server));
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        server.OnStage = async stage =>
        {
            if (stage != "DATA")
                return;
            // The check grows older than a second, and meanwhile the shopper buys.
            await shop.RecordAsync(buyer, Happening.Bought());
            await Task.Delay(1_100);
        };
        var message = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Dropped, "RUN_EXITED");
        Assert.Contains(message.Decisions, decision => decision is { State: DeliveryState.Deferred, Reason: "CHECK_TOO_OLD" });
        Assert.Empty(server.Messages);
    }

    [Fact]
    public async Task A_slow_server_is_served_after_asking_once_more()
    {
        await using var server = new ScriptedMailServer();
        await Stack.ServeAsync(AddressOf(server));
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        LogPosition? meanwhile = null;
        server.OnStage = async stage =>
        {
            if (stage != "DATA")
                return;
            meanwhile = (await shop.RecordAsync(buyer, Happening.Viewed())).Position;
            await Task.Delay(1_100);
        };
        var message = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer), DeliveryState.Sent);
        Assert.Single(server.Messages);
        // The check that it was sent on includes what happened while the server took its time.
        Assert.Equal(meanwhile, message.Decisions[^1].Position);
    }

    [Fact]
    public async Task A_cart_that_changes_while_a_slow_server_takes_its_time_is_shown_as_it_is_then()
    {
        await using var server = new ScriptedMailServer();
        await Stack.ServeAsync(AddressOf(server));
        var shop = await DeliveryShop.OpenAsync(Stack);
        var buyer = await shop.AddBuyerAsync();
        var isChanged = false;
        server.OnStage = async stage =>
        {
            if (stage != "DATA" || isChanged)
                return;
            isChanged = true;
            await shop.RecordAsync(buyer, Happening.CartLeft("c-1", Samples.Line("22423", "REGENCY CAKESTAND", 1, 12, 750_000_000)));
            await Task.Delay(1_100);
        };
        var left = Happening.CartLeft("c-1", Samples.Line("85123A", "WHITE HANGING HEART", 6, 2, 550_000_000));
        var message = await shop.WaitForAsync(await shop.LeaveCartAsync(buyer, left), DeliveryState.Sent);
        // Without the soft line breaks, which may be anywhere.
        var mail = Assert.Single(server.Messages).Replace("=\r\n", "", StringComparison.Ordinal);
        Assert.Contains("REGENCY CAKESTAND", mail);
        Assert.DoesNotContain("WHITE HANGING HEART", mail);
        Assert.Equal(["", "", "CHECK_TOO_OLD", "CONTENT_CHANGED", ""], message.Decisions.Select(decision => decision.Reason));
    }

    [Fact]
    public async Task A_stopping_process_finishes_what_is_at_the_provider()
    {
        await using var server = new ScriptedMailServer();
        var reached = new TaskCompletionSource();
        server.OnStage = async stage =>
        {
            if (stage != "dot")
                return;
            reached.TrySetResult();
            await Task.Delay(1_000);
        };
        Stack.Prepare(AddressOf(server), ("Sending__Workers", "1"));
        var shop = await DeliveryShop.OpenAsync(Stack);
        var records = new List<DispatchRecord>();
        while (records.Count < 3)
            records.Add(await shop.LeaveCartAsync(await shop.AddBuyerAsync()));
        await Stack.StartAsync(Stack.Delivery);
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(0, await Stack.Delivery.StopAsync());
        var sentByThen = server.Messages.Count;
        await Stack.StartAsync(Stack.Delivery);
        foreach (var record in records)
            Assert.Equal(1, (await shop.WaitForAsync(record, DeliveryState.Sent)).AttemptCount);
        Assert.InRange(sentByThen, 1, 2);
        Assert.Equal(3, server.Messages.Count);
    }

    static string AddressOf(ScriptedMailServer server) => $"smtp://127.0.0.1:{server.Port}";

    /// <summary>Whether some worker has it, dead or alive, and has not begun to send it.</summary>
    async Task<bool> IsClaimedAsync(DispatchRecord record)
    {
        await using var connection = new NpgsqlConnection(Stack.Suite.Databases["channel-delivery"]);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT claim_token IS NOT NULL AND lease_time > now() AND state IN (1, 2) FROM channel_delivery.messages WHERE message_id = $1", connection)
        {
            Parameters = { new() { Value = Guid.Parse(record.MessageId) } },
        };
        return await command.ExecuteScalarAsync() is true;
    }
}
