using Automation.Segmentation.Imports;

namespace Automation.Segmentation.Storage;

/// <summary>The parts of a file one behind the other; one of them is in memory at a time.</summary>
sealed class PartStream(ImportStore store, StoredImport import, CancellationToken cancellationToken) : Stream
{
    ReadOnlyMemory<byte> _left;
    int _part;
    bool _isOver;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken readCancellation = default)
    {
        while (_left.Length == 0)
        {
            if (_isOver || await store.ReadPartAsync(import.ShopId, import.ImportId, ++_part, cancellationToken) is not { } content)
            {
                _isOver = true;
                return 0;
            }
            _left = content;
        }
        var length = Math.Min(buffer.Length, _left.Length);
        _left[..length].CopyTo(buffer);
        _left = _left[length..];
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts come from the database; read them asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
