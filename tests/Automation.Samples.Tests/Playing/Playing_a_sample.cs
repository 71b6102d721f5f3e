using Automation.Commerce.V1;
using Automation.Samples.Player.Playing;
using Automation.Samples.Player.Sample;
using Automation.ServiceDefaults.Clocks;

namespace Automation.Samples.Tests.Playing;

public sealed class Playing_a_sample : IDisposable
{
    static readonly DateTimeOffset s_begin = new(2010, 11, 1, 0, 0, 0, TimeSpan.Zero);
    readonly string _folder = Directory.CreateTempSubdirectory("automation-player-").FullName;

    [Fact]
    public async Task An_event_on_a_due_instant_goes_before_its_timer()
    {
        var suite = await PlayAsync([Instant(0, "a"), Instant(60, "b"), Instant(61, "c")], TimeSpan.FromSeconds(60));

        Assert.Equal(
            [
                "00:00:00 event a", "00:01:00 event b", "00:01:00 timer a", "00:01:01 event c",
                "00:02:00 timer a+", "00:02:00 timer b", "00:02:01 timer c", "00:03:00 timer b+", "00:03:01 timer c+",
            ],
            suite.Effects);
    }

    [Fact]
    public async Task Everything_takes_effect_in_order_of_time_whatever_the_rhythm_of_events()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var wait = TimeSpan.FromSeconds(random.Next(1, 120));
            var seconds = Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(0, 900)).Distinct().Order();

            var suite = await PlayAsync([.. seconds.Select(second => Instant(second, $"{second}"))], wait, $"{seed}");

            // Of one instant events come first: "event" < "timer" in the order of letters.
            var order = suite.Effects.Select(effect => effect[.."00:00:00 event".Length]).ToList();
            Assert.Equal(order.Order(StringComparer.Ordinal), order);
        }
    }

    [Fact]
    public async Task It_waits_for_the_suite_as_rarely_as_the_shortest_wait_allows()
    {
        var suite = await PlayAsync([.. Enumerable.Range(0, 1_000).Select(second => Instant(second, $"{second}"))], TimeSpan.FromHours(1));

        // Once at the start, once after all events, then once for each of 2,000 timers, two of one instant at most.
        Assert.InRange(suite.SettleCount, 1_000, 2_002);
        Assert.Equal(1_000, suite.Effects.TakeWhile(effect => effect.Contains("event", StringComparison.Ordinal)).Count());
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task A_player_that_was_stopped_goes_on_where_the_clock_stands(string stoppedAt)
    {
        IReadOnlyList<SampleInstant> instants = [Instant(0, "a"), Instant(60, "b"), Instant(200, "c")];
        var wait = TimeSpan.FromSeconds(90);
        var whole = await PlayAsync(instants, wait, "whole");
        using var clock = DrivenClock.Open(_folder, s_begin, TimeProvider.System);
        var suite = new SimulatedSuite(clock, wait);
        async Task SendAndStopAsync(IReadOnlyList<Event> events, CancellationToken cancellationToken)
        {
            await suite.SendAsync(events, cancellationToken);
            if (events[0].EventId == stoppedAt)
                throw new OperationCanceledException();
        }

        await Assert.ThrowsAsync<OperationCanceledException>(() =>
            new SamplePlayer(clock, SendAndStopAsync, suite.SettleAsync, wait, new Silence()).PlayAsync(instants, CancellationToken.None));
        await new SamplePlayer(clock, suite.SendAsync, suite.SettleAsync, wait, new Silence()).PlayAsync(instants, CancellationToken.None);

        Assert.Equal(whole.Effects, suite.Effects);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    async Task<SimulatedSuite> PlayAsync(IReadOnlyList<SampleInstant> instants, TimeSpan wait, string name = "clock")
    {
        using var clock = DrivenClock.Open(Path.Combine(_folder, name), s_begin, TimeProvider.System);
        var suite = new SimulatedSuite(clock, wait);
        await new SamplePlayer(clock, suite.SendAsync, suite.SettleAsync, wait, new Silence()).PlayAsync(instants, CancellationToken.None);
        return suite;
    }

    static SampleInstant Instant(int second, string id) => new(s_begin.AddSeconds(second), [new Event { EventId = id }]);

    sealed class Silence : IProgress<PlayState>
    {
        public void Report(PlayState value)
        {
        }
    }
}
