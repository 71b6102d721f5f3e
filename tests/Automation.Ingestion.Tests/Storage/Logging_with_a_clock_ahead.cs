using Automation.Ingestion.Storage;
using Automation.Ingestion.Tests.Failing;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Automation.Ingestion.Tests.Storage;

/// <summary>Issue 16: a day ahead for two seconds, the log's time stayed there for a day.</summary>
[Trait("kind", "stack")]
public sealed class Logging_with_a_clock_ahead : IAsyncLifetime
{
    const string Shop = "shop-a";

    readonly Machine _machine = new();
    LogDatabase _log = null!;

    public async Task InitializeAsync() => _log = await LogDatabase.BegunAsync();

    public async Task DisposeAsync() => await _log.DisposeAsync();

    [Theory]
    [InlineData(12 * 60)]
    [InlineData(24 * 60 * 60)]
    public async Task Nothing_is_logged_and_nothing_ratchets(int seconds)
    {
        await using var appender = new EventLogAppender(_log.Source, LogDatabase.ClockOf(_machine), TimeProvider.System);
        var heads = new LogHeads(_log.Source, LogDatabase.ClockOf(_machine), TimeProvider.System);
        await AppendAsync("before");
        _machine.Ahead = TimeSpan.FromSeconds(seconds);

        var refusal = await Assert.ThrowsAsync<Fault>(() => AppendAsync("ahead"));
        Assert.Equal((FaultReasons.ClockAhead, StatusCode.Unavailable), (refusal.Reason, refusal.Reason.Status));
        AssertNow((await heads.ReadAsync(default)).AsOfTime);

        // Right again: its times are those of everybody.
        _machine.Ahead = TimeSpan.Zero;
        AssertNow(await AppendAsync("after"));
        Assert.Equal(["after", "before"], (await _log.ReadAsync()).Select(record => record.Event.EventId).Order());
        AssertNow((await heads.ReadAsync(default)).AsOfTime);
        Assert.Equal(HealthStatus.Healthy, (await HealthAsync()).Status);

        async Task<DateTimeOffset> AppendAsync(string eventId) =>
            (await appender.AppendAsync([LoneWriter.Pending(Shop, eventId)], default)).LogTime;
    }

    [Fact]
    public async Task A_few_seconds_ahead_is_no_harm()
    {
        _machine.Ahead = TimeSpan.FromSeconds(3);
        await using var appender = new EventLogAppender(_log.Source, LogDatabase.ClockOf(_machine), TimeProvider.System);
        Assert.InRange((await appender.AppendAsync([LoneWriter.Pending(Shop, "near")], default)).LogTime, DateTimeOffset.UtcNow.AddSeconds(1), _machine.GetUtcNow());
    }

    [Fact]
    public async Task A_log_that_is_ahead_already_says_so_and_takes_events_all_the_same()
    {
        var ahead = DateTimeOffset.UtcNow.AddHours(1);
        await _log.ExecuteAsync("UPDATE reported_time SET as_of_time = $1", ahead);

        var appended = await _log.AppendAsync(LoneWriter.Pending(Shop, "late"));

        Assert.InRange(appended.LogTime, ahead.AddMilliseconds(-1), ahead);
        var health = await HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains("A clock is ahead", health.Description, StringComparison.Ordinal);
    }

    Task<HealthCheckResult> HealthAsync() =>
        new LogTimeHealth(_log.Source, LogDatabase.ClockOf(TimeProvider.System)).CheckHealthAsync(new HealthCheckContext());

    // A promise may be ahead by the tolerance of 10 s.
    static void AssertNow(DateTimeOffset time) =>
        Assert.InRange(time, DateTimeOffset.UtcNow.AddSeconds(-10), DateTimeOffset.UtcNow.AddSeconds(11));

    sealed class Machine : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
