using System.Buffers;
using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

// Every allocation is one piece of one array, so each sequence is a single segment.
public sealed class Arena<T> : IDisposable
{
    const int DefaultBlockBytes = 128 * 1024;

    readonly int _blockLength;
    readonly List<T[]> _full = [];
    T[]? _block;
    int _used;
    bool _disposed;

    public Arena(ArenaOptions? options = null, Allocator<T>? allocator = null)
    {
        var bytes = options is { BlockSizeBytes: > 0 } ? options.BlockSizeBytes : DefaultBlockBytes;
        _blockLength = Math.Max(1, bytes / Unsafe.SizeOf<T>());
    }

    public Sequence<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (length == 0)
            return default;
        if (_block is null || _block.Length - _used < length)
            NextBlock(length);
        var sequence = new Sequence<T>(_block!, _used, length);
        _used += length;
        return sequence;
    }

    // Invalidates every sequence handed out so far. Cleared always: an idle connection must not keep replies alive.
    public void Reset()
    {
        foreach (var block in _full)
            Return(block);
        _full.Clear();
        if (_block is null)
            return;
        if (_block.Length > 4 * _blockLength)
        {
            // One giant reply is no reason to keep a giant block.
            Return(_block);
            _block = null;
        }
        else
        {
            _block.AsSpan(0, _used).Clear();
        }

        _used = 0;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        Reset();
        _disposed = true;
        if (_block is not null)
            Return(_block);
        _block = null;
    }

    void NextBlock(int length)
    {
        if (_block is not null)
            _full.Add(_block);
        _block = ArrayPool<T>.Shared.Rent(Math.Max(_blockLength, length));
        _used = 0;
    }

    static void Return(T[] block) =>
        ArrayPool<T>.Shared.Return(block, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
