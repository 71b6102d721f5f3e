using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Segments.Evaluating;

/// <summary>Which instants a pattern of events is about, in ticks.</summary>
readonly struct EventWindow
{
    public const long Never = long.MaxValue;

    readonly long _start;
    readonly long _end;
    readonly long _length;

    public EventWindow(EventPattern pattern)
    {
        _length = pattern.Last is { } last ? last.Seconds * TimeSpan.TicksPerSecond : 0;
        _start = pattern.Fixed?.StartTime is { } start ? TimeText.TicksOf(start) ?? 0 : 0;
        _end = pattern.Fixed?.EndTime is { } end ? TimeText.TicksOf(end) ?? Never : Never;
    }

    /// <summary>Whether it moves with now: what is in it goes out by itself.</summary>
    public bool IsSliding => _length > 0;

    /// <summary>Whether an event of this instant is in it as of now.</summary>
    public bool Covers(long time, long now) => time >= _start && time < _end && (_length == 0 || time > RunOutBy(now));

    /// <summary>What happened by this instant is out of it as of now. Of a sliding one.</summary>
    public long RunOutBy(long now) => now - _length;

    /// <summary>The instant at which an event goes out of it.</summary>
    public long EndOf(long time) => _length == 0 ? Never : time + _length;
}
