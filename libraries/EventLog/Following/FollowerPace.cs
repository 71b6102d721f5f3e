using Automation.EventLog.Incarnations;

namespace Automation.EventLog.Following;

/// <summary>
/// Whether the partitions of a follower move, on whichever replica: a committed position that stays while records wait behind it is
/// a stall, whatever its cause. Fed by each answer of the producer; may be asked from any thread.
/// </summary>
sealed class FollowerPace(TimeProvider time, TimeSpan limit)
{
    readonly Lock _gate = new();
    readonly long[] _positions = new long[Partitions.Count];
    readonly long[] _heads = new long[Partitions.Count];
    readonly long[] _behind = new long[Partitions.Count];
    readonly long[] _movedAt = new long[Partitions.Count];
    (string Text, long At) _failure = ("", 0);

    /// <summary>Takes committed positions, while the heads are as they were when the producer answered last.</summary>
    public void Note(IReadOnlyList<long> positions) => Note(positions, _heads);

    /// <summary>Takes positions from before the question for the heads.</summary>
    public void Note(IReadOnlyList<long> positions, IReadOnlyList<long> heads)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            for (var partition = 0; partition < _positions.Length; partition++)
            {
                // What waits waits since now, however long there was nothing to do.
                if (_behind[partition] == 0 || positions[partition] != _positions[partition])
                    _movedAt[partition] = now;
                _behind[partition] = Math.Max(0, LogEra.Between(positions[partition], heads[partition]));
                (_positions[partition], _heads[partition]) = (positions[partition], heads[partition]);
            }
        }
    }

    /// <summary>Takes what went wrong last, for whoever asks why nothing moves.</summary>
    public void NoteFailure(Exception exception)
    {
        var failure = (FailureText.Of(exception), time.GetTimestamp());
        lock (_gate)
            _failure = failure;
    }

    /// <summary>For how long the partition that stands longest with records waiting has not moved; zero: none stands.</summary>
    public TimeSpan StalledFor
    {
        get
        {
            lock (_gate)
                return Longest().For;
        }
    }

    /// <summary>What stands still for longer than the limit, and the last failure since; empty: nothing does.</summary>
    public string Reason
    {
        get
        {
            lock (_gate)
            {
                var (partition, stalled) = Longest();
                if (stalled < limit)
                    return "";
                var reason = $"partition {partition} has not moved from {_positions[partition]} for {stalled.TotalSeconds:0} s, and {_behind.Sum()} records wait";
                return _failure.At > _movedAt[partition] ? $"{reason}; the last failure: {_failure.Text}" : reason;
            }
        }
    }

    (int Partition, TimeSpan For) Longest()
    {
        var longest = (Partition: -1, For: TimeSpan.Zero);
        for (var partition = 0; partition < _behind.Length; partition++)
        {
            if (_behind[partition] > 0 && time.GetElapsedTime(_movedAt[partition]) is var stalled && stalled > longest.For)
                longest = (partition, stalled);
        }
        return longest;
    }
}
