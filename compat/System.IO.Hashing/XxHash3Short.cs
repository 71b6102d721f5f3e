using System.Buffers.Binary;
using System.Numerics;

namespace System.IO.Hashing;

// Inputs of at most 240 bytes; each class of lengths has its own mixing.
static class XxHash3Short
{
    public static ulong Hash(ReadOnlySpan<byte> source, ulong seed) => source.Length switch
    {
        0 => XxHash64.Avalanche(seed ^ SecretPair(56)),
        <= 3 => From1To3(source, seed),
        <= 8 => From4To8(source, seed),
        <= 16 => From9To16(source, seed),
        <= 128 => From17To128(source, seed),
        _ => From129To240(source, seed),
    };

    static ulong From1To3(ReadOnlySpan<byte> source, ulong seed)
    {
        var combined = ((uint)source[0] << 16) | ((uint)source[source.Length >> 1] << 24)
            | source[^1] | ((uint)source.Length << 8);
        var secret = XxHash3Secret.Default;
        var flip = BinaryPrimitives.ReadUInt32LittleEndian(secret)
            ^ BinaryPrimitives.ReadUInt32LittleEndian(secret[4..]);
        return XxHash64.Avalanche(combined ^ (flip + seed));
    }

    static ulong From4To8(ReadOnlySpan<byte> source, ulong seed)
    {
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        var first = BinaryPrimitives.ReadUInt32LittleEndian(source);
        var last = BinaryPrimitives.ReadUInt32LittleEndian(source[^4..]);
        var hash = (last + ((ulong)first << 32)) ^ (SecretPair(8) - seed);
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= XxPrimes.Mx2;
        hash ^= (hash >> 35) + (ulong)source.Length;
        hash *= XxPrimes.Mx2;
        return hash ^ (hash >> 28);
    }

    static ulong From9To16(ReadOnlySpan<byte> source, ulong seed)
    {
        var low = BinaryPrimitives.ReadUInt64LittleEndian(source) ^ (SecretPair(24) + seed);
        var high = BinaryPrimitives.ReadUInt64LittleEndian(source[^8..]) ^ (SecretPair(40) - seed);
        return XxHash3.Avalanche(
            (ulong)source.Length + BinaryPrimitives.ReverseEndianness(low) + high + XxHash3.MultiplyFold(low, high));
    }

    static ulong From17To128(ReadOnlySpan<byte> source, ulong seed)
    {
        var hash = (ulong)source.Length * XxPrimes.P64_1;
        // Pairs of 16 bytes, from both ends towards the middle.
        for (var i = (source.Length - 1) / 32; i >= 0; i--)
        {
            hash += Mix(source[(16 * i)..], 32 * i, seed);
            hash += Mix(source[^(16 * (i + 1))..], (32 * i) + 16, seed);
        }

        return XxHash3.Avalanche(hash);
    }

    static ulong From129To240(ReadOnlySpan<byte> source, ulong seed)
    {
        var hash = (ulong)source.Length * XxPrimes.P64_1;
        for (var i = 0; i < 8; i++)
            hash += Mix(source[(16 * i)..], 16 * i, seed);
        hash = XxHash3.Avalanche(hash);
        for (var i = 8; i < source.Length / 16; i++)
            hash += Mix(source[(16 * i)..], (16 * (i - 8)) + 3, seed);
        return XxHash3.Avalanche(hash + Mix(source[^16..], 136 - 17, seed));
    }

    static ulong Mix(ReadOnlySpan<byte> source, int offset, ulong seed) =>
        XxHash3.MultiplyFold(
            BinaryPrimitives.ReadUInt64LittleEndian(source) ^ (Secret(offset) + seed),
            BinaryPrimitives.ReadUInt64LittleEndian(source[8..]) ^ (Secret(offset + 8) - seed));

    static ulong SecretPair(int offset) => Secret(offset) ^ Secret(offset + 8);

    static ulong Secret(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(XxHash3Secret.Default[offset..]);
}
