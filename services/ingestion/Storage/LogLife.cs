using Automation.EventLog.Incarnations;

namespace Automation.Ingestion.Storage;

/// <summary>Which log an append finds.</summary>
/// <param name="Incarnation">The one that it is.</param>
/// <param name="Recorded">The one that appended last; null: nobody has yet.</param>
/// <param name="Era">In which its numbers stand.</param>
sealed record LogLife(string Incarnation, string? Recorded, long Era);

/// <summary>
/// What an appender remembers of the log between two appends. A log that has become another one, or has fewer records than
/// this process has seen in it, was set back: the next append begins an era, so that no number is given twice.
/// </summary>
sealed class LogMemory
{
    string _incarnation = "";
    long[] _heads = [];

    /// <summary>What the append that has found a log must do first.</summary>
    /// <returns>The era of its numbers, whether the log needs another name, and whether there is anything to note.</returns>
    public (long Era, bool IsRenamed, bool IsNew) Judge(LogLife life, IReadOnlyList<long> heads, DateTimeOffset now)
    {
        // Where the name is another one, whoever gave it has seen to the rest.
        var isShorter = life.Incarnation == _incarnation && heads.Zip(_heads).Any(head => head.First < head.Second);
        if (!isShorter && (life.Recorded is null || life.Recorded == life.Incarnation))
            return (life.Era, false, life.Recorded is null);
        var highest = isShorter ? Math.Max(heads.Max(), _heads.Max()) : heads.Max();
        return (LogEra.After(life.Era, highest, now), isShorter, true);
    }

    /// <summary>Whether it is the log of the append before.</summary>
    public bool Knows(LogLife life) => life.Incarnation == _incarnation;

    /// <summary>Takes down what is on disk.</summary>
    public void Keep(string incarnation, long[] heads) => (_incarnation, _heads) = (incarnation, heads);
}
