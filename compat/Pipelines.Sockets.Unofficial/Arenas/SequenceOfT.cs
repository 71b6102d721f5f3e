namespace Pipelines.Sockets.Unofficial.Arenas;

public readonly struct Sequence<T>
{
    readonly T[]? _array;
    readonly int _offset;
    readonly int _length;

    internal Sequence(T[] array, int offset, int length)
    {
        _array = array;
        _offset = offset;
        _length = length;
    }

    public long Length => _length;

    public bool IsEmpty => _length == 0;

    public bool IsSingleSegment => true;

    public Span<T> FirstSpan => new(_array, _offset, _length);

    public SpanEnumerable Spans => new(this);

    public ref T this[int index] => ref FirstSpan[index];

    public Sequence Untyped() => new(_array, _offset, _length);

    public Enumerator GetEnumerator() => new(this);

    public T[] ToArray() => FirstSpan.ToArray();

    // Ordinary structs, not ref structs: a compiled caller may keep one in a field.
    public struct Enumerator
    {
        readonly Sequence<T> _sequence;
        int _index;

        internal Enumerator(Sequence<T> sequence)
        {
            _sequence = sequence;
            _index = -1;
        }

        public readonly ref T Current => ref _sequence[_index];

        public bool MoveNext() => ++_index < _sequence._length;

        // For callers who know that there is one more.
        public ref T GetNext() => ref _sequence[++_index];
    }

    public readonly struct SpanEnumerable
    {
        readonly Sequence<T> _sequence;

        internal SpanEnumerable(Sequence<T> sequence) => _sequence = sequence;

        public SpanEnumerator GetEnumerator() => new(_sequence);
    }

    public struct SpanEnumerator
    {
        readonly Sequence<T> _sequence;
        bool _moved;

        internal SpanEnumerator(Sequence<T> sequence) => _sequence = sequence;

        public readonly Span<T> Current => _sequence.FirstSpan;

        public bool MoveNext()
        {
            if (_moved || _sequence.IsEmpty)
                return false;
            _moved = true;
            return true;
        }
    }
}
