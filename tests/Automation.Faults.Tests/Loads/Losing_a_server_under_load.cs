using System.Diagnostics;
using Automation.Faults.Tests.Disturbing;
using Xunit.Abstractions;

namespace Automation.Faults.Tests.Loads;

/// <summary>Slower, never wrong, and back to speed by itself.</summary>
[Trait("kind", "fault")]
[Trait("alone", "true")]
public sealed class Losing_a_server_under_load(LoadedSuite loaded, ITestOutputHelper output) : IClassFixture<LoadedSuite>
{
    // ./bench.sh has the minute; here it is a quarter of one.
    static readonly TimeSpan s_away = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("AUTOMATION_FAULTS_AWAY_SECONDS") is { Length: > 0 } seconds ? int.Parse(seconds) : 15);

    static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Redis_emptied_and_then_stopped_costs_nothing_but_time()
    {
        await using var shop = await LoadedShop.OpenAsync(loaded.Suite);
        var before = await shop.MedianReactionAsync();

        await StrikeAsync(shop, "redis");
        Assert.True(await loaded.Suite.Redis.CountKeysAsync() > 0, "Redis holds nothing that could be lost.");
        await loaded.Suite.Redis.EmptyAsync();
        var emptied = await shop.MedianReactionAsync();

        await StrikeAsync(shop, "redis");
        loaded.Suite.Redis.Server.Terminate();
        var stopped = await MedianWhileAwayAsync(shop, TimeSpan.FromSeconds(5));
        await loaded.Suite.Redis.RestartAsync();

        var after = await BackToSpeedAsync(shop, before);
        await WaitForCopiesAsync();
        Tell(before, stopped, after, $"emptied {emptied.TotalMilliseconds:0} ms, ");
        await loaded.AssertNothingIsLostOrDoubledAsync(shop);
    }

    [Fact]
    public async Task RabbitMQ_stopped_for_a_while_costs_nothing_but_time()
    {
        await using var shop = await LoadedShop.OpenAsync(loaded.Suite);
        var before = await shop.MedianReactionAsync();

        await StrikeAsync(shop, "rabbitmq");
        loaded.Suite.RabbitMq.Server.Terminate();
        var stopped = await MedianWhileAwayAsync(shop, s_away);
        await loaded.Suite.RabbitMq.RestartAsync();

        var after = await BackToSpeedAsync(shop, before);
        Tell(before, stopped, after, "");
        await loaded.AssertNothingIsLostOrDoubledAsync(shop);
    }

    [Fact]
    public async Task PostgreSQL_killed_in_the_middle_of_appends_loses_and_doubles_no_acked_event()
    {
        await using var shop = await LoadedShop.OpenAsync(loaded.Suite);
        for (var kill = 0; kill < 3; kill++)
        {
            await shop.ReactAsync();
            await StrikeAsync(shop, "postgres");
            loaded.Suite.Postgres.Server.Kill();
            await loaded.Suite.Postgres.RestartAsync();
        }
        await shop.ReactAsync();
        await shop.EndAsync();
        output.WriteLine(
            $"{shop.Acked.Count} acked, {shop.Storefronts.Sum(storefront => storefront.NotAckedCallCount)} calls without an ack, "
            + $"{shop.Storefronts.Sum(storefront => storefront.RepeatedCount)} acked events sent again");
        await loaded.AssertNothingIsLostOrDoubledAsync(shop);
    }

    /// <summary>Returns when the victim has work in flight, and says what.</summary>
    async Task StrikeAsync(LoadedShop shop, string victim)
    {
        var gauge = new WorkGauge(loaded.Suite, () => shop.UnackedCount);
        var waited = Stopwatch.StartNew();
        WorkInFlight inFlight;
        while (!(inFlight = await gauge.MeasureAsync(victim)).IsAny)
        {
            if (waited.Elapsed > s_timeout)
                throw new TimeoutException($"{victim} had no work in flight within {s_timeout}: the fault would prove nothing.");
        }
        output.WriteLine($"{victim} is struck with {inFlight}");
    }

    static async Task<TimeSpan> MedianWhileAwayAsync(LoadedShop shop, TimeSpan away)
    {
        var reactions = new List<TimeSpan>();
        for (var begun = Stopwatch.StartNew(); begun.Elapsed < away;)
            reactions.Add(await shop.ReactAsync());
        return reactions.Order().ElementAt(reactions.Count / 2);
    }

    /// <summary>Waits for reactions about as quick as before: twice the time and a tenth of a second are a busy machine's.</summary>
    static async Task<TimeSpan> BackToSpeedAsync(LoadedShop shop, TimeSpan before)
    {
        for (var waited = Stopwatch.StartNew(); ;)
        {
            var now = await shop.MedianReactionAsync();
            if (now < before * 2 + TimeSpan.FromMilliseconds(100))
                return now;
            if (waited.Elapsed > s_timeout)
                throw new TimeoutException($"A reaction took {before.TotalMilliseconds:0} ms before and {now.TotalMilliseconds:0} ms still, {s_timeout} after.");
        }
    }

    async Task WaitForCopiesAsync()
    {
        for (var waited = Stopwatch.StartNew(); await loaded.Suite.Redis.CountKeysAsync() == 0;)
        {
            if (waited.Elapsed > s_timeout)
                throw new TimeoutException($"Redis was back for {s_timeout} and nobody put a copy into it.");
            await Task.Delay(50);
        }
    }

    void Tell(TimeSpan before, TimeSpan away, TimeSpan after, string more) => output.WriteLine(
        $"from an ack to the run that it begins, median: before {before.TotalMilliseconds:0} ms, {more}away {away.TotalMilliseconds:0} ms, after {after.TotalMilliseconds:0} ms");
}
