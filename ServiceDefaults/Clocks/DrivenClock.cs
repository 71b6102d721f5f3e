using System.IO.MemoryMappedFiles;

namespace Automation.ServiceDefaults.Clocks;

/// <summary>
/// Stands still until a driver moves it on. The instant is eight bytes of a file in the clock folder, mapped by
/// every service: a move is seen by all at once, and a restart finds the clock where it stood.
/// </summary>
public sealed class DrivenClock : TimeProvider, IDisposable
{
    const string FileName = "driven";

    // How soon a timer sees a move. A driver waits for the effects of a move anyway; 128 bytes are read each time.
    static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(2);

    // Once it has stood still for so long, nobody is likely to drive it, and polls would be all that a service does.
    static readonly TimeSpan LongStand = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RarePollInterval = TimeSpan.FromMilliseconds(20);

    readonly MemoryMappedFile _file;
    readonly MemoryMappedViewAccessor _view;
    readonly TimeProvider _real;
    long _seen;
    long _seenAt;

    DrivenClock(MemoryMappedFile file, TimeProvider real)
    {
        _file = file;
        _view = file.CreateViewAccessor(0, sizeof(long));
        _real = real;
        _seen = _view.ReadInt64(0);
        _seenAt = real.GetTimestamp();
    }

    /// <summary>Opens the folder's clock; the first to come starts it at <paramref name="epoch"/>.</summary>
    public static DrivenClock Open(string folder, DateTimeOffset? epoch, TimeProvider real)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            var draft = Path.Combine(folder, $"{FileName}.{Guid.NewGuid():N}");
            File.WriteAllBytes(draft, BitConverter.GetBytes(ToMicroseconds(epoch ?? real.GetUtcNow())));
            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }
        var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var file = MemoryMappedFile.CreateFromFile(
            stream, null, sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        return new DrivenClock(file, real);
    }

    /// <summary>Moves the clock on, for the driver only.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant is before the clock's.</exception>
    public void MoveTo(DateTimeOffset instant)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(instant, GetUtcNow());
        _view.Write(0, ToMicroseconds(instant));
        _view.Flush();
    }

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UnixEpoch.AddTicks(_view.ReadInt64(0) * TimeSpan.TicksPerMicrosecond);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new DrivenTimer(this, callback, state, dueTime, period);

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    TimeSpan UntilNextPoll()
    {
        var instant = _view.ReadInt64(0);
        if (Interlocked.Exchange(ref _seen, instant) != instant)
            Volatile.Write(ref _seenAt, _real.GetTimestamp());
        return _real.GetElapsedTime(Volatile.Read(ref _seenAt)) < LongStand ? PollInterval : RarePollInterval;
    }

    static long ToMicroseconds(DateTimeOffset instant) =>
        (instant - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    sealed class DrivenTimer : ITimer
    {
        readonly DrivenClock _clock;
        readonly TimerCallback _callback;
        readonly object? _state;
        readonly ITimer _poll;
        readonly Lock _gate = new();
        DateTimeOffset? _due;
        TimeSpan _period;

        public DrivenTimer(DrivenClock clock, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            (_clock, _callback, _state) = (clock, callback, state);
            _poll = clock._real.CreateTimer(
                static timer => ((DrivenTimer)timer!).PollClock(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Change(dueTime, period);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _due = dueTime < TimeSpan.Zero ? null : _clock.GetUtcNow() + dueTime;
                _period = period;
                var next = _due is null ? Timeout.InfiniteTimeSpan : dueTime == TimeSpan.Zero ? TimeSpan.Zero : _clock.UntilNextPoll();
                return _poll.Change(next, Timeout.InfiniteTimeSpan);
            }
        }

        void PollClock()
        {
            lock (_gate)
            {
                if (_due is not { } due)
                    return;
                var isDue = _clock.GetUtcNow() >= due;
                if (isDue)
                    _due = _period > TimeSpan.Zero ? due + _period : null;
                if (_due is not null)
                    _poll.Change(_clock.UntilNextPoll(), Timeout.InfiniteTimeSpan);
                if (!isDue)
                    return;
            }
            _callback(_state);
        }

        public void Dispose() => _poll.Dispose();

        public ValueTask DisposeAsync() => _poll.DisposeAsync();
    }
}
