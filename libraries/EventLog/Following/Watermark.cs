using Automation.ServiceDefaults;

namespace Automation.EventLog.Following;

/// <summary>
/// Up to which instant of the shop clock a partition's events are known to be handled. Ingestion says of its heads:
/// whatever is logged later has this log time or a later one. So with the position at such a head, a timer due
/// strictly before that instant may fire, and no event logged at or before its due time can still come; what is due at the
/// instant itself may come before an event of the same time.
/// </summary>
public sealed class Watermark
{
    // Heads that the position has not reached yet wait here; at one each 50 ms these are three seconds.
    const int Kept = 64;

    readonly Lock _gate = new();
    readonly List<(long Head, DateTimeOffset AsOf)>[] _heads =
        Enumerable.Range(0, Partitions.Count).Select(_ => new List<(long, DateTimeOffset)>()).ToArray();

    readonly DateTimeOffset?[] _earliest = new DateTimeOffset?[Partitions.Count];
    DateTimeOffset _latestAsOf = DateTimeOffset.MinValue;

    /// <summary>Wakes whoever asks for heads: the earliest timer is another one.</summary>
    public Signal Changed { get; } = new();

    /// <summary>Ingestion answered a later instant, so timers may be due that were not.</summary>
    public event Action? Risen;

    /// <summary>Takes an answer of ingestion.</summary>
    public void Note(IReadOnlyList<long> heads, DateTimeOffset asOf)
    {
        lock (_gate)
        {
            if (asOf < _latestAsOf)
                return;
            _latestAsOf = asOf;
            for (var partition = 0; partition < heads.Count; partition++)
            {
                var known = _heads[partition];
                // Higher ones are of a log that was set back since.
                while (known.Count > 0 && known[^1].Head >= heads[partition])
                    known.RemoveAt(known.Count - 1);
                if (known.Count == Kept)
                    known.RemoveAt(0);
                known.Add((heads[partition], asOf));
            }
        }
        Risen?.Invoke();
    }

    /// <summary>The instant up to which everything is handled when a partition stands at a position.</summary>
    public DateTimeOffset At(int partition, long position)
    {
        lock (_gate)
        {
            var known = _heads[partition];
            for (var index = known.Count - 1; index >= 0; index--)
            {
                if (known[index].Head <= position)
                    return known[index].AsOf;
            }
            return DateTimeOffset.MinValue;
        }
    }

    /// <summary>Takes down when an owned partition's earliest timer is due; null: it has none, or is not ours.</summary>
    public void SetEarliest(int partition, DateTimeOffset? due)
    {
        lock (_gate)
        {
            if (_earliest[partition] == due)
                return;
            _earliest[partition] = due;
        }
        Changed.Set();
    }

    /// <summary>The earliest due time that no answer of ingestion covers yet; null when none is needed.</summary>
    public DateTimeOffset? EarliestUncovered()
    {
        lock (_gate)
            return _earliest.Where(due => due >= _latestAsOf).Min();
    }
}
