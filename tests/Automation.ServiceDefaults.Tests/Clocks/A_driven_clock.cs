using System.Diagnostics;
using System.Globalization;
using Automation.ServiceDefaults.Clocks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Automation.ServiceDefaults.Tests.Clocks;

public sealed class A_driven_clock : IDisposable
{
    static readonly DateTimeOffset s_epoch = new(2010, 11, 29, 8, 0, 0, TimeSpan.Zero);
    static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(20);

    readonly TemporaryFolder _folder = new();

    [Fact]
    public void Stands_where_the_first_to_come_put_it()
    {
        using var first = Open(s_epoch);
        using var second = Open(s_epoch.AddYears(5));

        Assert.Equal((s_epoch, s_epoch), (first.GetUtcNow(), second.GetUtcNow()));
    }

    [Fact]
    public void Begins_at_real_time_where_nothing_is_said()
    {
        using var clock = DrivenClock.Open(_folder.Path, null, new FakeTimeProvider(s_epoch.AddTicks(7)));

        Assert.Equal(s_epoch, clock.GetUtcNow());
    }

    [Fact]
    public async Task Begins_once_however_many_come_at_the_same_time()
    {
        var clocks = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => Open(s_epoch.AddHours(i)))));

        Assert.Single(clocks.Select(clock => clock.GetUtcNow()).Distinct());
        Assert.Single(Directory.GetFiles(_folder.Path));
        foreach (var clock in clocks)
            clock.Dispose();
    }

    [Fact]
    public void Is_moved_for_all_who_have_it_open()
    {
        using var driver = Open(s_epoch);
        using var service = Open(s_epoch);

        driver.MoveTo(s_epoch.AddMicroseconds(1));

        Assert.Equal(s_epoch.AddMicroseconds(1), service.GetUtcNow());
    }

    [Fact]
    public void Stands_where_it_stood_after_a_restart()
    {
        using (var before = Open(s_epoch))
            before.MoveTo(s_epoch.AddDays(3));

        using var after = Open(s_epoch);

        Assert.Equal(s_epoch.AddDays(3), after.GetUtcNow());
    }

    [Fact]
    public void Never_goes_back()
    {
        using var clock = Open(s_epoch);
        clock.MoveTo(s_epoch.AddSeconds(1));

        Assert.Throws<ArgumentOutOfRangeException>(() => clock.MoveTo(s_epoch));
        clock.MoveTo(s_epoch.AddSeconds(1));
        Assert.Equal(s_epoch.AddSeconds(1), clock.GetUtcNow());
    }

    [Fact]
    public void Is_not_finer_than_what_a_database_stores()
    {
        using var clock = Open(s_epoch);

        clock.MoveTo(s_epoch.AddTicks(19));

        Assert.Equal(s_epoch.AddMicroseconds(1), clock.GetUtcNow());
    }

    [Fact]
    public async Task Fires_a_timer_when_it_has_come_so_far_and_not_before()
    {
        using var clock = Open(s_epoch);
        var fired = new TaskCompletionSource();
        await using var timer = clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
        var early = Task.Delay(TimeSpan.FromHours(1) - TimeSpan.FromMicroseconds(1), clock);

        clock.MoveTo(s_epoch.AddHours(1).AddMicroseconds(-1));
        await early.WaitAsync(s_timeout);
        Assert.False(fired.Task.IsCompleted);

        clock.MoveTo(s_epoch.AddHours(1));
        await fired.Task.WaitAsync(s_timeout);
    }

    [Fact]
    public async Task Fires_a_timer_when_another_process_moves_it()
    {
        using var clock = Open(s_epoch);
        var week = Task.Delay(TimeSpan.FromDays(7), clock);
        var microseconds = (s_epoch.AddDays(7) - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var mover = "import mmap,struct,sys\nf=open(sys.argv[1],'r+b')\nm=mmap.mmap(f.fileno(),8)\nm[:8]=struct.pack('<q',int(sys.argv[2]))\nm.flush()";

        using var process = Process.Start(
            "python3", ["-c", mover, Path.Combine(_folder.Path, "driven"), microseconds.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        await week.WaitAsync(s_timeout);
        Assert.Equal(s_epoch.AddDays(7), clock.GetUtcNow());
    }

    [Fact]
    public async Task Fires_a_repeating_timer_once_for_each_period_that_it_jumps_over()
    {
        using var clock = Open(s_epoch);
        var count = 0;
        var third = new TaskCompletionSource();
        await using var timer = clock.CreateTimer(
            _ =>
            {
                if (Interlocked.Increment(ref count) == 3)
                    third.SetResult();
            },
            null,
            TimeSpan.FromMinutes(10),
            TimeSpan.FromMinutes(10));
        var beyond = Task.Delay(TimeSpan.FromMinutes(39), clock);

        clock.MoveTo(s_epoch.AddMinutes(39));

        await third.Task.WaitAsync(s_timeout);
        await beyond.WaitAsync(s_timeout);
        Assert.Equal(3, count);
    }

    [Fact]
    public async Task Fires_at_once_what_is_due_at_once()
    {
        using var clock = Open(s_epoch);
        var fired = new TaskCompletionSource();

        await using var timer = clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(s_timeout);
    }

    [Fact]
    public async Task Does_not_fire_what_was_taken_back_or_disposed()
    {
        using var clock = Open(s_epoch);
        var fired = 0;
        await using var taken = clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        var disposed = clock.CreateTimer(_ => Interlocked.Increment(ref fired), null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        taken.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await disposed.DisposeAsync();
        var later = Task.Delay(TimeSpan.FromMinutes(2), clock);

        clock.MoveTo(s_epoch.AddMinutes(2));
        await later.WaitAsync(s_timeout);

        Assert.Equal(0, fired);
    }

    public void Dispose() => _folder.Dispose();

    DrivenClock Open(DateTimeOffset epoch) => DrivenClock.Open(_folder.Path, epoch, TimeProvider.System);
}
