using Automation.EventLog.Incarnations;
using Google.Protobuf;

namespace Automation.EventLog.Following;

/// <summary>
/// Records of one owned partition that wait for their batch: always consecutive, beginning right after the
/// position. What the bus brings out of order waits aside; what it lost shows as a gap to read.
/// </summary>
sealed class PartitionInbox<TRecord>(FollowedLog<TRecord> log, long position, int capacity, int byteCapacity)
    where TRecord : IMessage<TRecord>
{
    // Batches ahead of a gap. The gap is read within milliseconds; at 50 messages/s 64 are more than a second.
    const int AsideCapacity = 64;

    readonly Lock _gate = new();
    readonly Queue<(TRecord Record, int Bytes)> _waiting = new();
    readonly SortedList<long, IReadOnlyList<TRecord>> _aside = [];
    long _waitingBytes;
    long _received = position;
    long _head = position;
    long _headSince;

    bool IsFull => _waiting.Count >= capacity || _waitingBytes >= byteCapacity;

    /// <summary>Last sequence that came in without a gap.</summary>
    public long Received
    {
        get
        {
            lock (_gate)
                return _received;
        }
    }

    /// <summary>Whether something before the head has not come in yet, also when that is for want of room.</summary>
    public bool IsBehind
    {
        get
        {
            lock (_gate)
                return _head > _received;
        }
    }

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0;
        }
    }

    /// <summary>Takes consecutive records, from the bus or from a read. Those known already are skipped one by one.</summary>
    /// <returns>Whether something is ready that was not.</returns>
    public bool Add(long firstSequence, IReadOnlyList<TRecord> records, long timestamp)
    {
        lock (_gate)
        {
            NoteHead(firstSequence + records.Count - 1, timestamp, isGap: firstSequence > _received + 1);
            if (firstSequence > _received + 1)
            {
                if (_aside.Count < AsideCapacity)
                    _aside.TryAdd(firstSequence, records);
                return false;
            }
            var before = _waiting.Count;
            Append(firstSequence, records);
            TakeAside();
            return _waiting.Count > before;
        }
    }

    /// <summary>Takes what the producer says comes next after <see cref="Received"/>: it alone may jump, to the first record of an era.</summary>
    /// <returns>Whether something is ready that was not.</returns>
    public bool AddRead(IReadOnlyList<TRecord> records, long timestamp)
    {
        lock (_gate)
        {
            var before = _waiting.Count;
            NoteHead(log.SequenceOf(records[^1]), timestamp, isGap: false);
            foreach (var record in records)
            {
                if (LogEra.IsFirst(log.SequenceOf(record)) && log.SequenceOf(record) > _received && !IsFull)
                    _received = log.SequenceOf(record) - 1;
                Append(log.SequenceOf(record), [record]);
            }
            TakeAside();
            return _waiting.Count > before;
        }
    }

    /// <summary>Notes what the producer says its head is.</summary>
    public void NoteHead(long head, long timestamp)
    {
        lock (_gate)
            NoteHead(head, timestamp, isGap: false);
    }

    /// <summary>After which sequence to read from the producer now; null: nothing is missing, or the bus may still bring it.</summary>
    public long? ReadAfter(TimeProvider time, TimeSpan timeout)
    {
        lock (_gate)
        {
            var isMissing = _head > _received && !IsFull;
            return isMissing && time.GetElapsedTime(_headSince) >= timeout ? _received : null;
        }
    }

    /// <summary>Up to a number of records for a batch. They stay until it is committed.</summary>
    public List<TRecord> Peek(int count)
    {
        lock (_gate)
        {
            var next = new List<TRecord>(Math.Min(count, _waiting.Count));
            foreach (var (record, _) in _waiting)
            {
                if (next.Count == count)
                    break;
                next.Add(record);
            }
            return next;
        }
    }

    /// <summary>Lets so many go that are handled.</summary>
    public void Remove(int count)
    {
        lock (_gate)
        {
            while (count-- > 0)
                _waitingBytes -= _waiting.Dequeue().Bytes;
        }
    }

    void NoteHead(long head, long timestamp, bool isGap)
    {
        if (head <= _head && !(isGap && _headSince > 0))
            return;
        // A gap on the bus is a loss or a disorder: it is read at once. A head alone may be on its way.
        if (isGap)
            _headSince = 0;
        else if (_head <= _received)
            _headSince = timestamp;
        _head = Math.Max(_head, head);
    }

    void TakeAside()
    {
        while (_aside.Count > 0 && _aside.Keys[0] <= _received + 1)
        {
            Append(_aside.Keys[0], _aside.Values[0]);
            _aside.RemoveAt(0);
        }
    }

    void Append(long firstSequence, IReadOnlyList<TRecord> records)
    {
        foreach (var record in records)
        {
            var sequence = firstSequence++;
            if (sequence <= _received)
                continue;
            if (sequence != _received + 1 || log.SequenceOf(record) != sequence)
                throw new InvalidOperationException($"The {log.Name} log answered sequence {log.SequenceOf(record)} where {_received + 1} belongs.");
            // A full inbox drops the rest; it counts as missing and is read when there is room.
            if (IsFull)
                return;
            var bytes = record.CalculateSize();
            _waiting.Enqueue((record, bytes));
            _waitingBytes += bytes;
            _received = sequence;
        }
    }
}
