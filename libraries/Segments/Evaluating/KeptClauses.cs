using System.Collections;
using Google.Protobuf;

namespace Automation.Segments.Evaluating;

/// <summary>What is kept of a shopper for each clause, by number. One that nobody has asked for yet is its stored bytes.</summary>
public sealed class KeptClauses : IReadOnlyCollection<ClauseState>
{
    static readonly uint s_clauseTag = WireFormat.MakeTag(StoredState.ClausesFieldNumber, WireFormat.WireType.LengthDelimited);
    static readonly uint s_numberTag = WireFormat.MakeTag(ClauseState.NumberFieldNumber, WireFormat.WireType.Varint);

    readonly byte[] _stored;
    Entry[] _entries;

    internal KeptClauses()
        : this([], [], 0)
    {
    }

    internal KeptClauses(IReadOnlyList<ClauseState> clauses)
        : this([], [.. clauses.Select(clause => new Entry(clause.Number, 0, clause))], clauses.Count)
    {
    }

    KeptClauses(byte[] stored, Entry[] entries, int count) => (_stored, _entries, Count) = (stored, entries, count);

    /// <summary>How many are kept.</summary>
    public int Count { get; private set; }

    /// <summary>Opens the clauses that sound bytes of a <see cref="StoredState"/> begin with.</summary>
    /// <param name="stored">Must not be written to any more.</param>
    /// <param name="end">Where the rest begins.</param>
    internal static KeptClauses Open(byte[] stored, out int end)
    {
        // Each is one tag of a byte, a length and so many bytes.
        var count = 0;
        for (end = 0; end < stored.Length && stored[end] == s_clauseTag; count++)
        {
            end++;
            var length = ReadVarint(stored, ref end);
            end += length;
        }
        var (entries, place) = (new Entry[count], 0);
        for (var index = 0; index < count; index++)
        {
            var start = ++place;
            var length = ReadVarint(stored, ref place);
            var next = place + length;
            if (stored[place++] != s_numberTag)
                throw new InvalidDataException("A clause of a stored state does not begin with its number; restore the row in table segment_states, or delete it and put a segment anew.");
            entries[index] = new Entry(ReadVarint(stored, ref place), start, null);
            place = next;
        }
        return new(stored, entries, count);
    }

    /// <summary>What is kept for a clause; null: nothing.</summary>
    internal ClauseState? Find(int number)
    {
        var place = PlaceOf(number);
        return place < Count && _entries[place].Number == number ? At(place) : null;
    }

    /// <summary>What is kept for a clause, from now on.</summary>
    internal ClauseState FindOrAdd(int number)
    {
        var place = PlaceOf(number);
        if (place == Count || _entries[place].Number != number)
            Insert(place, new ClauseState { Number = number });
        return At(place);
    }

    /// <summary>Keeps this in place of what is kept for the clause.</summary>
    internal void Put(ClauseState clause)
    {
        var place = PlaceOf(clause.Number);
        if (place == Count || _entries[place].Number != clause.Number)
            Insert(place, clause);
        else
            _entries[place] = new Entry(clause.Number, 0, clause);
    }

    internal int NumberAt(int place) => _entries[place].Number;

    internal ClauseState At(int place)
    {
        ref var entry = ref _entries[place];
        return entry.Read ??= ClauseState.Parser.ParseFrom(StoredOf(entry));
    }

    internal void RemoveAt(int place)
    {
        Array.Copy(_entries, place + 1, _entries, place, Count - place - 1);
        _entries[--Count] = default;
    }

    internal int CalculateSize()
    {
        var size = 0;
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            var length = entry.Read?.CalculateSize() ?? StoredOf(entry).Length;
            size += 1 + CodedOutputStream.ComputeLengthSize(length) + length;
        }
        return size;
    }

    internal void WriteTo(Span<byte> bytes)
    {
        foreach (ref readonly var entry in _entries.AsSpan(0, Count))
        {
            var stored = entry.Read is null ? StoredOf(entry) : default;
            var length = entry.Read?.CalculateSize() ?? stored.Length;
            bytes[0] = (byte)s_clauseTag;
            bytes = bytes[(1 + WriteVarint(bytes[1..], length))..];
            if (entry.Read is { } clause)
                clause.WriteTo(bytes[..length]);
            else
                stored.CopyTo(bytes);
            bytes = bytes[length..];
        }
    }

    internal KeptClauses Clone()
    {
        var entries = _entries.AsSpan(0, Count).ToArray();
        foreach (ref var entry in entries.AsSpan())
            entry.Read = entry.Read?.Clone();
        return new(_stored, entries, Count);
    }

    /// <summary>All of them.</summary>
    public IEnumerator<ClauseState> GetEnumerator()
    {
        for (var place = 0; place < Count; place++)
            yield return At(place);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    int PlaceOf(int number)
    {
        var (low, high) = (0, Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_entries[middle].Number < number)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    void Insert(int place, ClauseState clause)
    {
        if (Count == _entries.Length)
            Array.Resize(ref _entries, Math.Max(Count + Count / 2, 4));
        Array.Copy(_entries, place, _entries, place + 1, Count - place);
        _entries[place] = new Entry(clause.Number, 0, clause);
        Count++;
    }

    static int ReadVarint(byte[] bytes, ref int place)
    {
        var (value, shift) = (0, 0);
        byte read;
        do
        {
            read = bytes[place++];
            value |= (read & 0x7F) << shift;
            shift += 7;
        }
        while (read >= 0x80);
        return value;
    }

    /// <returns>How many bytes it takes.</returns>
    static int WriteVarint(Span<byte> bytes, int value)
    {
        var place = 0;
        for (; value >= 0x80; value >>= 7)
            bytes[place++] = (byte)(value | 0x80);
        bytes[place++] = (byte)value;
        return place;
    }

    ReadOnlySpan<byte> StoredOf(in Entry entry)
    {
        var place = entry.Start;
        var length = ReadVarint(_stored, ref place);
        return _stored.AsSpan(place, length);
    }

    /// <summary>A clause: where the stored bytes tell its length, or what was read of it, which may have changed since.</summary>
    struct Entry(int number, int start, ClauseState? read)
    {
        public readonly int Number = number;
        public readonly int Start = start;
        public ClauseState? Read = read;
    }
}
