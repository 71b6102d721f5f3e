using Automation.ServiceDefaults.Clocks;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Clocks;

public sealed class A_clock_that_is_ahead
{
    static readonly DateTimeOffset s_noon = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan s_tolerance = TimeSpan.FromSeconds(5);

    readonly SteppedTime _machine = new(s_noon);
    readonly SystemClock _clock;

    public A_clock_that_is_ahead() => _clock = new SystemClock(_machine, s_tolerance);

    [Fact]
    public void Is_believed_while_nobody_has_compared_it()
    {
        _machine.Step(TimeSpan.FromDays(1));
        Assert.Equal(s_noon.AddDays(1), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(12 * 60)]
    [InlineData(24 * 60 * 60)]
    public void Does_not_count_from_the_moment_on_in_which_it_is_set(int seconds)
    {
        Assert.Equal(TimeSpan.Zero, _clock.Hold(s_noon));
        _machine.Step(TimeSpan.FromSeconds(seconds));
        Assert.Equal(s_noon, _clock.GetUtcNow());
        _machine.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(s_noon.AddSeconds(2), _clock.GetUtcNow());

        Assert.Equal(TimeSpan.FromSeconds(seconds), _clock.Hold(s_noon.AddSeconds(2)));
        _machine.Step(-TimeSpan.FromSeconds(seconds));
        _machine.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(s_noon.AddSeconds(3), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-3_600)]
    public void Counts_as_it_is_while_it_is_hardly_ahead_or_behind(int seconds)
    {
        _clock.Hold(s_noon);
        _machine.Step(TimeSpan.FromSeconds(seconds));
        Assert.Equal(s_noon.AddSeconds(seconds), _clock.GetUtcNow());
    }

    /// <summary>Time that passes, and a clock that somebody sets meanwhile.</summary>
    sealed class SteppedTime(DateTimeOffset start) : TimeProvider
    {
        TimeSpan _passed;
        TimeSpan _set;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _passed += by;

        public void Step(TimeSpan by) => _set += by;

        public override long GetTimestamp() => _passed.Ticks;

        public override DateTimeOffset GetUtcNow() => start + _passed + _set;
    }
}
