using System.Buffers.Binary;
using System.Numerics;

namespace System.IO.Hashing;

// XXH64 as specified in the xxHash algorithm description; hashes are written big-endian, as the specification asks.
public sealed class XxHash64 : NonCryptographicHashAlgorithm
{
    const int HashSize = 8;
    const int StripeSize = 32;

    readonly long _seed;
    readonly byte[] _rest = new byte[StripeSize];
    Lanes _lanes;
    int _restLength;
    long _length;

    public XxHash64()
        : this(0)
    {
    }

    public XxHash64(long seed)
        : base(HashSize)
    {
        _seed = seed;
        Reset();
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
        var lanes = new Lanes((ulong)seed);
        var rest = lanes.Consume(source);
        return Finish(lanes, (ulong)seed, rest, source.Length);
    }

    public ulong GetCurrentHashAsUInt64() =>
        Finish(_lanes, (ulong)_seed, _rest.AsSpan(0, _restLength), _length);

    public override void Append(ReadOnlySpan<byte> source)
    {
        _length += source.Length;
        if (_restLength > 0)
        {
            var fill = Math.Min(StripeSize - _restLength, source.Length);
            source[..fill].CopyTo(_rest.AsSpan(_restLength));
            source = source[fill..];
            _restLength += fill;
            if (_restLength < StripeSize)
                return;
            _lanes.Consume(_rest);
        }

        var rest = _lanes.Consume(source);
        rest.CopyTo(_rest);
        _restLength = rest.Length;
    }

    public override void Reset()
    {
        _lanes = new Lanes((ulong)_seed);
        _restLength = 0;
        _length = 0;
    }

    protected override void GetCurrentHashCore(Span<byte> destination) =>
        BinaryPrimitives.WriteUInt64BigEndian(destination, GetCurrentHashAsUInt64());

    static ulong Finish(in Lanes lanes, ulong seed, ReadOnlySpan<byte> rest, long length)
    {
        var hash = length >= StripeSize ? lanes.Merge() : seed + XxPrimes.P64_5;
        hash += (ulong)length;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest));
            hash = (BitOperations.RotateLeft(hash, 27) * XxPrimes.P64_1) + XxPrimes.P64_4;
        }

        if (rest.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(rest) * XxPrimes.P64_1;
            hash = (BitOperations.RotateLeft(hash, 23) * XxPrimes.P64_2) + XxPrimes.P64_3;
            rest = rest[4..];
        }

        foreach (var b in rest)
        {
            hash ^= b * XxPrimes.P64_5;
            hash = BitOperations.RotateLeft(hash, 11) * XxPrimes.P64_1;
        }

        return Avalanche(hash);
    }

    internal static ulong Avalanche(ulong hash)
    {
        hash ^= hash >> 33;
        hash *= XxPrimes.P64_2;
        hash ^= hash >> 29;
        hash *= XxPrimes.P64_3;
        return hash ^ (hash >> 32);
    }

    static ulong Round(ulong lane, ulong input) =>
        BitOperations.RotateLeft(lane + (input * XxPrimes.P64_2), 31) * XxPrimes.P64_1;

    struct Lanes(ulong seed)
    {
        ulong _a = unchecked(seed + XxPrimes.P64_1 + XxPrimes.P64_2);
        ulong _b = unchecked(seed + XxPrimes.P64_2);
        ulong _c = seed;
        ulong _d = unchecked(seed - XxPrimes.P64_1);

        // Takes whole stripes and gives back what is left.
        public ReadOnlySpan<byte> Consume(ReadOnlySpan<byte> source)
        {
            for (; source.Length >= StripeSize; source = source[StripeSize..])
            {
                _a = Round(_a, BinaryPrimitives.ReadUInt64LittleEndian(source));
                _b = Round(_b, BinaryPrimitives.ReadUInt64LittleEndian(source[8..]));
                _c = Round(_c, BinaryPrimitives.ReadUInt64LittleEndian(source[16..]));
                _d = Round(_d, BinaryPrimitives.ReadUInt64LittleEndian(source[24..]));
            }

            return source;
        }

        public readonly ulong Merge()
        {
            var hash = BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7)
                + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18);
            hash = MergeLane(hash, _a);
            hash = MergeLane(hash, _b);
            hash = MergeLane(hash, _c);
            return MergeLane(hash, _d);
        }

        static ulong MergeLane(ulong hash, ulong lane) =>
            ((hash ^ Round(0, lane)) * XxPrimes.P64_1) + XxPrimes.P64_4;
    }
}
