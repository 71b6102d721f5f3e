using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Clocks;

public sealed class A_scaled_clock : IDisposable
{
    static readonly DateTimeOffset s_epoch = new(2010, 11, 29, 8, 0, 0, TimeSpan.Zero);
    static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly TemporaryFolder _folder = new();
    readonly FakeTimeProvider _real = new(s_start);

    [Fact]
    public void Runs_as_many_times_faster_as_it_is_told()
    {
        var clock = Open(60);
        Assert.Equal(s_epoch, clock.GetUtcNow());

        _real.Advance(TimeSpan.FromSeconds(90));

        Assert.Equal(s_epoch.AddMinutes(90), clock.GetUtcNow());
    }

    [Fact]
    public void Begins_at_real_time_where_nothing_is_said()
    {
        var clock = ScaledClock.Open(_folder.Path, 10, null, _real);

        Assert.Equal(s_start, clock.GetUtcNow());
    }

    [Fact]
    public void Goes_on_after_a_restart_where_it_would_have_been()
    {
        _ = Open(60);
        _real.Advance(TimeSpan.FromHours(1));

        Assert.Equal(s_epoch.AddHours(60), Open(60).GetUtcNow());
    }

    [Fact]
    public void Keeps_the_figures_that_the_first_to_come_fixed()
    {
        var first = Open(60);
        _real.Advance(TimeSpan.FromMinutes(1));
        var second = ScaledClock.Open(_folder.Path, 5, s_epoch.AddYears(3), _real);
        _real.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(s_epoch.AddHours(2), first.GetUtcNow());
        Assert.Equal(first.GetUtcNow(), second.GetUtcNow());
    }

    [Fact]
    public async Task Is_fixed_once_however_many_come_at_the_same_time()
    {
        var clocks = await Task.WhenAll(Enumerable.Range(1, 16).Select(i =>
            Task.Run(() => ScaledClock.Open(_folder.Path, i, s_epoch.AddHours(i), _real))));
        _real.Advance(TimeSpan.FromHours(1));

        Assert.Single(clocks.Select(clock => clock.GetUtcNow()).Distinct());
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Is_not_finer_than_what_a_database_stores()
    {
        var clock = Open(1);
        _real.Advance(TimeSpan.FromTicks(19));

        Assert.Equal(s_epoch.AddMicroseconds(1), clock.GetUtcNow());
    }

    [Fact]
    public void Fires_timers_in_shop_time()
    {
        var clock = Open(60);
        var fired = new List<DateTimeOffset>();
        using var timer = clock.CreateTimer(_ => fired.Add(clock.GetUtcNow()), null, TimeSpan.FromHours(1), TimeSpan.FromMinutes(30));

        _real.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(fired);

        // Second by second: a timer of this provider sees the instant that the advance leads to.
        for (var second = 0; second < 61; second++)
            _real.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([s_epoch.AddHours(1), s_epoch.AddMinutes(90), s_epoch.AddHours(2)], fired);
    }

    [Fact]
    public void Slows_down_too_and_bears_a_wait_longer_than_a_real_timer()
    {
        var clock = Open(0.001);
        using var timer = clock.CreateTimer(_ => { }, null, TimeSpan.FromDays(365), Timeout.InfiniteTimeSpan);
        _real.Advance(TimeSpan.FromSeconds(1_000));

        Assert.Equal(s_epoch.AddSeconds(1), clock.GetUtcNow());
    }

    public void Dispose() => _folder.Dispose();

    ScaledClock Open(double speed) => ScaledClock.Open(_folder.Path, speed, s_epoch, _real);
}
