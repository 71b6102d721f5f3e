using Automation.ChannelDelivery.V1;
using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.Invariants.Tests.Stages;
using Automation.WorkflowEngine.V1;

namespace Automation.Invariants.Tests.Clocks;

enum Part
{
    /// <summary>Leaves the cart for good: one reminder.</summary>
    Leaver,

    /// <summary>Buys at once.</summary>
    Buyer,

    /// <summary>Buys when the wait is over on a clock that is right: in time where the log's clock is behind.</summary>
    LateBuyer,
}

/// <summary>A shopper who leaves a cart, comes back to it, and may buy; and what must have come of it, by the times in the log.</summary>
sealed class ClockedShopper(AttackedShop shop, Database log, string user, Part part, TimeSpan wait)
{
    // Time for a reminder that was sent too early to get out; less than the clock is behind.
    static readonly TimeSpan s_late = TimeSpan.FromSeconds(2);

    string _shopperId = "";
    DateTimeOffset _due;
    DateTimeOffset? _bought;

    public async Task LeaveCartAsync()
    {
        await shop.RecordAsync(user, Build.Consent(ConsentState.Subscribed));
        var added = await shop.RecordAsync(user, Build.Add(user));
        (_shopperId, _due) = (added.ShopperId, await LogTimeAsync(added) + wait);
    }

    /// <summary>Adds once more, through the other replica, and again with the same id through the first.</summary>
    public async Task ComeBackAsync()
    {
        var add = Build.Add(user);
        add.EventId = $"{user}-adds";
        var added = await LogTimeAsync(await shop.RecordAsync(user, add, replica: 1));
        Assert.Equal(Outcome.Duplicate, (await shop.RecordAsync(user, add)).Outcome);
        // The wait begins anew, unless the machine was so slow that it was over.
        if (added <= _due)
            _due = added + wait;
        if (part is Part.Buyer)
            await BuyAsync();
    }

    /// <summary>Waits until the reminder is sent, or a purchase has ended the run.</summary>
    public async Task MeetTheirEndAsync()
    {
        if (part is Part.Leaver)
        {
            await shop.MessageAsync(_shopperId, DeliveryState.Sent);
            return;
        }
        if (part is Part.LateBuyer)
        {
            var overdue = DateTimeOffset.UtcNow - _due;
            await Task.Delay(overdue < TimeSpan.Zero ? s_late - overdue : s_late);
            await BuyAsync();
        }
        IReadOnlyList<Run> runs = [];
        await Until.TrueAsync(
            $"the run of {user} has ended",
            async () => (runs = await shop.RunsAsync(_shopperId)) is [{ State: not (RunState.Waiting or RunState.Sending) }],
            found: () => $"There was: {string.Join(", ", runs)}");
    }

    public async Task HasWhatIsDueAsync(HeldMailServer mail)
    {
        var mails = mail.MailsTo(shop.AddressOf(user)).Count;
        var run = Assert.Single(await shop.RunsAsync(_shopperId));
        var profile = await shop.ProfileAsync(_shopperId);
        if (part is Part.Leaver)
        {
            Assert.Equal((user, 1), (user, mails));
            Assert.Equal(DeliveryState.Sent, Assert.Single(await shop.MessagesAsync(_shopperId)).State);
            Assert.Equal(2, Assert.Single(Assert.Single(profile.Carts).Lines).Quantity);
            return;
        }
        Assert.Equal(1, profile.OrderSummary.OrderCount);
        // What is logged by the instant at which the wait ends comes before its end.
        if (_bought <= _due)
            Assert.Equal((user, 0, RunState.Exited), (user, mails, run.State));
        else
            Assert.InRange(mails, 0, 1);
    }

    async Task BuyAsync() => _bought = await LogTimeAsync(await shop.RecordAsync(user, Build.Order($"order-of-{user}", user)));

    Task<DateTimeOffset> LogTimeAsync(RecordEventResponse recorded) => log.ScalarAsync<DateTimeOffset>(
        $"SELECT log_time FROM events WHERE partition = {recorded.Position.Partition} AND sequence = {recorded.Position.Sequence}");
}
