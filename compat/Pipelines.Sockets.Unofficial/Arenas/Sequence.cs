namespace Pipelines.Sockets.Unofficial.Arenas;

// A sequence whose element type is forgotten, so that an element may hold a sequence of its own kind.
public readonly struct Sequence
{
    readonly Array? _array;
    readonly int _offset;
    readonly int _length;

    internal Sequence(Array? array, int offset, int length)
    {
        _array = array;
        _offset = offset;
        _length = length;
    }

    public long Length => _length;

    public bool IsEmpty => _length == 0;

    public Sequence<T> Cast<T>() =>
        _length == 0 ? default
        : _array is T[] array ? new Sequence<T>(array, _offset, _length)
        : throw new InvalidCastException($"The sequence does not hold {typeof(T)}.");
}
