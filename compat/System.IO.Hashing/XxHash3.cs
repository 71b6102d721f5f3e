using System.Buffers.Binary;

namespace System.IO.Hashing;

// XXH3, 64 bits, as specified in the xxHash algorithm description.
public sealed class XxHash3 : NonCryptographicHashAlgorithm
{
    const int HashSize = 8;
    const int LongestShort = 240;

    readonly ulong _seed;
    readonly byte[] _rest = new byte[256];
    readonly byte[] _tail = new byte[XxHash3Lanes.StripeSize];
    readonly XxHash3Lanes _lanes;
    int _restLength;
    long _length;

    public XxHash3()
        : this(0)
    {
    }

    public XxHash3(long seed)
        : base(HashSize)
    {
        _seed = (ulong)seed;
        _lanes = new XxHash3Lanes(_seed);
    }

    public static byte[] Hash(byte[] source) => Hash(source, 0);

    public static byte[] Hash(byte[] source, long seed)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Hash(source.AsSpan(), seed);
    }

    public static byte[] Hash(ReadOnlySpan<byte> source, long seed = 0)
    {
        var hash = new byte[HashSize];
        BinaryPrimitives.WriteUInt64BigEndian(hash, HashToUInt64(source, seed));
        return hash;
    }

    public static int Hash(ReadOnlySpan<byte> source, Span<byte> destination, long seed = 0) =>
        TryHash(source, destination, out var written, seed) ? written : throw TooShort();

    public static bool TryHash(ReadOnlySpan<byte> source, Span<byte> destination, out int bytesWritten, long seed = 0)
    {
        bytesWritten = destination.Length < HashSize ? 0 : HashSize;
        return bytesWritten > 0
            && BinaryPrimitives.TryWriteUInt64BigEndian(destination, HashToUInt64(source, seed));
    }

    public static ulong HashToUInt64(ReadOnlySpan<byte> source, long seed = 0)
    {
        if (source.Length <= LongestShort)
            return XxHash3Short.Hash(source, (ulong)seed);
        var lanes = new XxHash3Lanes((ulong)seed);
        lanes.Consume(source[..^1]);
        return lanes.Finish(source[^XxHash3Lanes.StripeSize..], source.Length);
    }

    public ulong GetCurrentHashAsUInt64()
    {
        if (_length <= LongestShort)
            return XxHash3Short.Hash(_rest.AsSpan(0, _restLength), _seed);

        // The last stripe may begin in bytes that were consumed already.
        var lanes = _lanes.Clone();
        var rest = _rest.AsSpan(0, _restLength);
        lanes.Consume(rest[..^1]);
        if (rest.Length >= XxHash3Lanes.StripeSize)
            return lanes.Finish(rest[^XxHash3Lanes.StripeSize..], _length);
        Span<byte> last = stackalloc byte[XxHash3Lanes.StripeSize];
        _tail.AsSpan(rest.Length).CopyTo(last);
        rest.CopyTo(last[^rest.Length..]);
        return lanes.Finish(last, _length);
    }

    public override void Append(ReadOnlySpan<byte> source)
    {
        _length += source.Length;
        while (source.Length > 0)
        {
            // Emptied only when more follows: what is kept may turn out to be the end.
            if (_restLength == _rest.Length)
            {
                _lanes.Consume(_rest);
                _rest.AsSpan(^XxHash3Lanes.StripeSize..).CopyTo(_tail);
                _restLength = 0;
            }

            var fill = Math.Min(_rest.Length - _restLength, source.Length);
            source[..fill].CopyTo(_rest.AsSpan(_restLength));
            _restLength += fill;
            source = source[fill..];
        }
    }

    public override void Reset()
    {
        _lanes.Reset();
        _restLength = 0;
        _length = 0;
    }

    protected override void GetCurrentHashCore(Span<byte> destination) =>
        BinaryPrimitives.WriteUInt64BigEndian(destination, GetCurrentHashAsUInt64());

    internal static ulong Avalanche(ulong hash)
    {
        hash ^= hash >> 37;
        hash *= XxPrimes.Mx1;
        return hash ^ (hash >> 32);
    }

    internal static ulong MultiplyFold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }
}
