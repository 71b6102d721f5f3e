using System.Globalization;

namespace Automation.Samples.Player.Playing;

/// <summary>Shows how far the sample has been played: a line that grows on a terminal, a line a shop day elsewhere.</summary>
sealed class ProgressLine(TextWriter output, bool isTerminal, TimeProvider time) : IProgress<PlayState>
{
    const int Width = 40;
    static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(100);

    readonly long _begin = time.GetTimestamp();
    long _drawn;
    DateTimeOffset _day;

    public void Report(PlayState value)
    {
        if (isTerminal)
        {
            if (_drawn != 0 && time.GetElapsedTime(_drawn) < s_redraw && value.SentInstants < value.AllInstants)
                return;
            _drawn = time.GetTimestamp();
            var filled = value.AllInstants == 0 ? Width : (int)((long)Width * value.SentInstants / value.AllInstants);
            output.Write($"\r[{new string('#', filled)}{new string('.', Width - filled)}] {Describe(value)}");
        }
        else if (value.Time.Date > _day.Date)
        {
            _day = value.Time;
            output.WriteLine(Describe(value));
        }
    }

    public void End()
    {
        if (isTerminal && _drawn != 0)
            output.WriteLine();
    }

    string Describe(PlayState value) => string.Create(
        CultureInfo.InvariantCulture,
        $"{value.Time:yyyy-MM-dd HH:mm} {value.SentInstants}/{value.AllInstants} instants, {time.GetElapsedTime(_begin).TotalSeconds:0} s");
}
