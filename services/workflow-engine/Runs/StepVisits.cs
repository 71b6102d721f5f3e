using System.Globalization;

namespace Automation.WorkflowEngine.Runs;

/// <summary>How often a run has come to each step of its version, by the step's index. Never changes.</summary>
sealed class StepVisits : IEquatable<StepVisits>
{
    /// <summary>A run that comes to a step more often than this goes round for ever.</summary>
    public const int Max = 1_000;

    public static readonly StepVisits None = new([]);

    readonly int[] _counts;

    StepVisits(int[] counts) => _counts = counts;

    public int Of(int step) => step < _counts.Length ? _counts[step] : 0;

    /// <summary>The run comes to a step once more.</summary>
    public StepVisits With(int step)
    {
        var counts = new int[Math.Max(_counts.Length, step + 1)];
        _counts.CopyTo(counts, 0);
        counts[step]++;
        return new StepVisits(counts);
    }

    /// <summary>How much more often than before it has come to steps.</summary>
    public IEnumerable<(int Step, int Count)> Since(StepVisits before)
    {
        for (var step = 0; step < _counts.Length; step++)
        {
            if (_counts[step] > before.Of(step))
                yield return (step, _counts[step] - before.Of(step));
        }
    }

    /// <summary>As it stands in a row, for example <c>1,2</c>.</summary>
    public override string ToString() => string.Join(',', _counts);

    /// <summary>Null where it is no list of counts.</summary>
    public static StepVisits? Read(string text)
    {
        if (text.Length == 0)
            return None;
        var texts = text.Split(',');
        var counts = new int[texts.Length];
        for (var index = 0; index < counts.Length; index++)
        {
            if (!int.TryParse(texts[index], NumberStyles.None, CultureInfo.InvariantCulture, out counts[index]))
                return null;
        }
        return new StepVisits(counts);
    }

    public bool Equals(StepVisits? other) => other is not null && _counts.AsSpan().SequenceEqual(other._counts);

    public override bool Equals(object? other) => Equals(other as StepVisits);

    public override int GetHashCode() => _counts.Aggregate(0, HashCode.Combine);
}
