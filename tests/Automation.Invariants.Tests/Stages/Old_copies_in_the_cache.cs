using Automation.Testing;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using StackExchange.Redis;
using Condition = Automation.WorkflowEngine.V1.Condition;

namespace Automation.Invariants.Tests.Stages;

/// <summary>Invariant 4: copies of profiles in Redis are put back to what they were, all the time.</summary>
[Trait("kind", "stack")]
[Collection(HeldCollection.Name)]
public sealed class Old_copies_in_the_cache(HeldDelivery held)
{
    const int Shoppers = 20;

    readonly Suite _suite = held.Suite;

    /// <summary>With and without a sequence that claims to be newer than everything.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Never_decide_about_a_newer_event(bool claimsToBeNew)
    {
        // Who puts the second item into a cart enters; by an old copy nobody ever has two.
        var shop = await AttackedShop.OpenAsync(_suite, definition => definition.Trigger.Event.Filter = new Condition
        {
            Compare = new Comparison { Field = "cart.lines.count", Op = Operator.GreaterOrEqual, Value = Value.ForNumber(2) },
        });
        var shoppers = new Dictionary<string, string>();
        foreach (var user in Enumerable.Range(0, Shoppers).Select(number => $"user-{number}"))
            shoppers[user] = await shop.LeaveCartAsync(user);
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_suite.Redis.ConnectionString);
        var cache = redis.GetDatabase();
        var old = new Dictionary<RedisKey, HashEntry[]>();
        foreach (var shopperId in shoppers.Values)
        {
            var copy = await cache.HashGetAllAsync($"profile:{shop.ShopId}:{shopperId}");
            Assert.Equal(2, copy.Length);
            old[$"profile:{shop.ShopId}:{shopperId}"] =
                [.. copy.Select(entry => entry.Name == "s" && claimsToBeNew ? new HashEntry("s", 1_000_000_000) : entry)];
        }
        using var end = new CancellationTokenSource();
        var puttingBack = Task.Run(async () =>
        {
            var rounds = 0;
            for (; !end.IsCancellationRequested; rounds++)
                await Task.WhenAll(old.Select(copy => cache.HashSetAsync(copy.Key, copy.Value)));
            return rounds;
        });

        foreach (var user in shoppers.Keys)
            await shop.RecordAsync(user, Build.Add(user, "pot"));
        await _suite.SettleAsync(DateTimeOffset.UnixEpoch);
        await end.CancelAsync();
        Assert.True(await puttingBack > 10, "The copies were hardly ever put back.");
        foreach (var shopperId in shoppers.Values)
            Assert.Single(await shop.RunsAsync(shopperId));
    }
}
