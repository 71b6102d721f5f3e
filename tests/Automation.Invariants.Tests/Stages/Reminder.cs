using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Npgsql;

namespace Automation.Invariants.Tests.Stages;

/// <summary>A reminder on its way from the run to the mail server, stopped wherever a test wants.</summary>
sealed class Reminder(HeldDelivery held, AttackedShop shop, string user, string shopperId)
{
    /// <summary>Every place between two stages at which it can be held.</summary>
    public static TheoryData<string> Stages =>
        ["run started", "timer due", "dispatched", "stored", "asked", "checked", "MAIL", "RCPT", "DATA"];

    static readonly TimeSpan s_wait = TimeSpan.FromMinutes(61);

    Suite Suite => held.Suite;

    public AttackedShop Shop => shop;

    public string User => user;

    public string ShopperId => shopperId;

    public string Address => shop.AddressOf(user);

    /// <summary>A cart is left, and its run waits.</summary>
    public static async Task<Reminder> BeginAsync(HeldDelivery held, string user = "ann")
    {
        var shop = await AttackedShop.OpenAsync(held.Suite);
        var reminder = new Reminder(held, shop, user, await shop.LeaveCartAsync(user));
        await held.Suite.SettleAsync(DateTimeOffset.UnixEpoch);
        return reminder;
    }

    /// <summary>Brings it to a stage, does something there, and lets it go on.</summary>
    public Task WithAsync(string stage, Func<Task> act) => stage switch
    {
        "run started" => WhenRunStartedAsync(act),
        "timer due" => WhenTimerDueAsync(act),
        "dispatched" => WhenDispatchedAsync(act),
        "stored" => WhenStoredAsync(act),
        "asked" => WhenAskedAsync(act),
        "checked" => WhenCheckedAsync(act),
        _ => WhenSendingAsync(stage, act),
    };

    /// <summary>Nothing has reached the shopper, and nothing is left that could.</summary>
    public async Task NeverArrivesAsync(params string[] reasons)
    {
        await Suite.SettleAsync(Suite.Clock!.Now);
        Assert.Empty(held.Mail.MailsTo(Address));
        foreach (var message in await shop.MessagesAsync(shopperId))
        {
            Assert.Equal(DeliveryState.Dropped, message.State);
            Assert.Contains(message.Reason, reasons);
        }
    }

    public Task<Delivery> DroppedAsync(string reason) => shop.MessageAsync(shopperId, DeliveryState.Dropped, reason);

    async Task WhenRunStartedAsync(Func<Task> act)
    {
        await act();
        Suite.Clock!.MoveBy(s_wait);
    }

    async Task WhenTimerDueAsync(Func<Task> act)
    {
        var engine = Suite["workflow-engine"];
        engine.Freeze();
        try
        {
            Suite.Clock!.MoveBy(s_wait);
            await act();
        }
        finally
        {
            engine.Thaw();
        }
    }

    async Task WhenDispatchedAsync(Func<Task> act)
    {
        var delivery = Suite["channel-delivery"];
        delivery.Freeze();
        try
        {
            await DispatchAsync();
            await act();
        }
        finally
        {
            delivery.Thaw();
        }
    }

    async Task WhenStoredAsync(Func<Task> act)
    {
        // Quiet from now to three hours later: the message is stored, and due only then.
        var policies = new PolicyService.PolicyServiceClient(Suite.AsShop("channel-delivery", shop.Shop));
        var due = TimeZoneInfo.ConvertTime(Suite.Clock!.Now, TimeZoneInfo.FindSystemTimeZoneById("Europe/London"));
        var quiet = new QuietHours { StartTimeOfDay = $"{due:HH:mm}", EndTimeOfDay = $"{due.AddHours(3):HH:mm}" };
        await policies.PutSendPolicyAsync(new PutSendPolicyRequest { Policy = new SendPolicy { QuietHours = quiet } });
        Suite.Clock.MoveBy(s_wait);
        await shop.MessageAsync(shopperId, DeliveryState.Deferred, "QUIET_HOURS");
        await act();
        Suite.Clock.MoveBy(TimeSpan.FromHours(3));
    }

    // Delivery asks; the engine cannot know yet what has been acked, and says so.
    async Task WhenAskedAsync(Func<Task> act)
    {
        var segmentation = Suite["segmentation"];
        try
        {
            await WhenDispatchedAsync(async () =>
            {
                segmentation.Freeze();
                await act();
            });
            await shop.MessageAsync(shopperId, DeliveryState.Deferred);
        }
        finally
        {
            segmentation.Thaw();
        }
    }

    // The check is through, and rendering waits for what many like, which cannot be counted while somebody else has that table.
    async Task WhenCheckedAsync(Func<Task> act)
    {
        var hold = held.Mail.HoldNext("MAIL");
        await using var connection = new NpgsqlConnection($"{Suite.Databases["recommendations"]};Pooling=false");
        await connection.OpenAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var locking = new NpgsqlCommand("LOCK TABLE recommendations.product_days IN ACCESS EXCLUSIVE MODE", connection, transaction);
            await locking.ExecuteNonQueryAsync();
            Suite.Clock!.MoveBy(s_wait);
            await shop.MessageAsync(shopperId, DeliveryState.Pending);
            await act();
            // A worker that was late with its check has heard of it and ends here.
            await Until.TrueAsync("the message is at the mail server, or dropped", async () =>
                hold.IsReached || (await shop.MessagesAsync(shopperId)).Any(message => message.State is DeliveryState.Dropped));
        }
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        hold.Release();
    }

    async Task WhenSendingAsync(string stage, Func<Task> act)
    {
        var hold = held.Mail.HoldNext(stage);
        Suite.Clock!.MoveBy(s_wait);
        await hold.ReachedAsync();
        await act();
        // A check that began before the ack is good for a second.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        hold.Release();
    }

    async Task DispatchAsync()
    {
        Suite.Clock!.MoveBy(s_wait);
        await Until.TrueAsync("the run has asked for its message", async () =>
            (await shop.RunsAsync(shopperId)).Any(run => run.State is RunState.Sending));
    }
}
