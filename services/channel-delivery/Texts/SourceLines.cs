namespace Automation.ChannelDelivery.Texts;

/// <summary>Finds lines and characters of a source.</summary>
sealed class SourceLines
{
    readonly List<int> _starts = [0];
    readonly int _length;

    public SourceLines(string source)
    {
        _length = source.Length;
        for (var at = 0; at < source.Length; at++)
        {
            if (source[at] == '\n')
                _starts.Add(at + 1);
        }
    }

    /// <summary>Line and character, from 1, of the character at <paramref name="offset"/>.</summary>
    public (int Line, int Column) PlaceOf(int offset)
    {
        var at = Math.Min(offset, _length);
        var found = _starts.BinarySearch(at);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, at - _starts[line] + 1);
    }
}
