using System.Collections.Concurrent;
using Automation.Api.V1;
using Automation.ChannelDelivery.V1;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.Invariants.Tests.Replicas;

/// <summary>Shoppers of a shop who keep a service busy, and what must have come of it in the end.</summary>
sealed class ShopperScenario
{
    // Enough that every partition has some.
    const int Shoppers = 60;

    readonly TwoOfEach _two;
    readonly string _service;
    readonly AttackedShop _shop;
    readonly ConcurrentDictionary<string, string> _shoppers = [];
    int _generations;
    int _added = 1;
    int _reminders;

    ShopperScenario(TwoOfEach two, string service, AttackedShop shop) => (_two, _service, _shop) = (two, service, shop);

    public static async Task<ShopperScenario> BeginAsync(TwoOfEach two, string service)
    {
        var scenario = new ShopperScenario(two, service, await AttackedShop.OpenAsync(two.Suite));
        await scenario.ComeAsync();
        await two.Suite.SettleAsync(DateTimeOffset.UnixEpoch);
        return scenario;
    }

    /// <summary>Brings the second replica into the middle of a batch and keeps it there until the answer is disposed.</summary>
    public async Task<IAsyncDisposable> InBatchAsync()
    {
        var held = await _two[_service].Database.HoldAsync("SELECT FROM follower_positions FOR UPDATE");
        await GoOnAsync();
        await Until.TrueAsync($"the second replica of {_service} is in a batch", () => _two[_service].IsInBatchAsync(1));
        return held;
    }

    /// <summary>Something for every partition: one more item in every cart; for delivery, others who leave carts and an hour without anything.</summary>
    public async Task GoOnAsync()
    {
        if (_service == "channel-delivery")
        {
            await ComeAsync();
            _two.Suite.Clock!.MoveBy(TimeSpan.FromMinutes(61));
            _reminders = 1;
            return;
        }
        await Parallel.ForEachAsync(_shoppers.Keys, async (user, _) => await _shop.RecordAsync(user, Build.Add(user)));
        _added++;
    }

    /// <summary>Every event counted once, everybody in one run, and reminded once where an hour has gone by.</summary>
    public async Task EndsAsExpectedAsync()
    {
        // The first replica of each service is asked, and never one that is frozen.
        await _two.Suite.SettleAsync(_two.Suite.Clock!.Now.AddMicroseconds(-1), TimeSpan.FromSeconds(90));
        await NothingIsParkedAsync();
        foreach (var (user, shopperId) in _shoppers)
        {
            var profile = await _shop.ProfileAsync(shopperId);
            Assert.Equal(_added, Assert.Single(Assert.Single(profile.Carts).Lines).Quantity);
            var run = Assert.Single(await _shop.RunsAsync(shopperId));
            Assert.Equal(_reminders == 1 ? RunState.Completed : RunState.Waiting, run.State);
            var messages = await _shop.MessagesAsync(shopperId);
            Assert.Equal(_reminders, messages.Count);
            Assert.All(messages, message => Assert.Equal(DeliveryState.Sent, message.State));
            Assert.Equal(_reminders, (await _shop.InboxAsync(user)).Count);
        }
    }

    // A replica that is away is no reason to take a record for a bad one.
    async Task NothingIsParkedAsync()
    {
        foreach (var service in TwoOfEach.Replicated)
        {
            var progress = await new ProgressService.ProgressServiceClient(_two.Suite.AsService(service)).GetProgressAsync(
                new GetProgressRequest { DueByTime = _two.Suite.Clock!.Now.ToTimestamp() });
            Assert.All(progress.Followers, follower => Assert.Equal(0, follower.ParkedCount));
        }
    }

    async Task ComeAsync()
    {
        var generation = _generations++;
        await Parallel.ForAsync(0, Shoppers, async (number, _) =>
        {
            var user = $"user-{generation}-{number}";
            _shoppers[user] = await _shop.LeaveCartAsync(user);
        });
    }
}
