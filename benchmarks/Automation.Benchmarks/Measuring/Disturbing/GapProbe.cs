using System.Diagnostics;

namespace Automation.Benchmarks.Measuring.Disturbing;

/// <summary>
/// A thread that asks to be woken every millisecond and notes when it was not: the machine had no time for it, or this process's
/// collector stopped it. It costs next to nothing, unlike the yardstick's loop, so it can look while a load is on.
/// </summary>
sealed class GapProbe
{
    static readonly TimeSpan s_worthNoting = TimeSpan.FromMilliseconds(10);

    readonly List<Standstill> _gaps = [];
    readonly Thread _thread;
    volatile bool _ended;

    public GapProbe()
    {
        _thread = new Thread(Watch) { IsBackground = true, Name = "gap probe" };
        _thread.Start();
    }

    /// <summary>Ends it.</summary>
    public IReadOnlyList<Standstill> End()
    {
        _ended = true;
        _thread.Join();
        return _gaps;
    }

    void Watch()
    {
        while (!_ended)
        {
            var before = Stopwatch.GetTimestamp();
            Thread.Sleep(1);
            var gap = Stopwatch.GetElapsedTime(before);
            if (gap > s_worthNoting)
                _gaps.Add(new Standstill("machine", DateTime.UtcNow - gap, gap));
        }
    }
}
