using System.Buffers.Binary;

namespace System.IO.Hashing;

// Inputs of more than 240 bytes: eight lanes, fed stripe by stripe and scrambled after each block of sixteen.
sealed class XxHash3Lanes
{
    public const int StripeSize = 64;

    const int StripesPerBlock = (XxHash3Secret.Length - StripeSize) / 8;

    readonly ulong[] _lanes = new ulong[8];
    readonly byte[] _secret;
    int _stripe;

    public XxHash3Lanes(ulong seed)
    {
        _secret = SecretFor(seed);
        Reset();
    }

    XxHash3Lanes(XxHash3Lanes other)
    {
        other._lanes.CopyTo(_lanes, 0);
        _secret = other._secret;
        _stripe = other._stripe;
    }

    public XxHash3Lanes Clone() => new(this);

    public void Reset()
    {
        _lanes[0] = XxPrimes.P32_3;
        _lanes[1] = XxPrimes.P64_1;
        _lanes[2] = XxPrimes.P64_2;
        _lanes[3] = XxPrimes.P64_3;
        _lanes[4] = XxPrimes.P64_4;
        _lanes[5] = XxPrimes.P32_2;
        _lanes[6] = XxPrimes.P64_5;
        _lanes[7] = XxPrimes.P32_1;
        _stripe = 0;
    }

    // Whole stripes only; the caller holds back at least one byte, which the last stripe covers.
    public void Consume(ReadOnlySpan<byte> source)
    {
        for (; source.Length >= StripeSize; source = source[StripeSize..])
        {
            if (_stripe == StripesPerBlock)
            {
                Scramble();
                _stripe = 0;
            }

            Accumulate(source, _secret.AsSpan(8 * _stripe));
            _stripe++;
        }
    }

    public ulong Finish(ReadOnlySpan<byte> lastStripe, long length)
    {
        if (_stripe == StripesPerBlock)
            Scramble();
        Accumulate(lastStripe, _secret.AsSpan(XxHash3Secret.Length - StripeSize - 7));
        var hash = (ulong)length * XxPrimes.P64_1;
        for (var i = 0; i < 8; i += 2)
            hash += XxHash3.MultiplyFold(
                _lanes[i] ^ BinaryPrimitives.ReadUInt64LittleEndian(_secret.AsSpan(11 + (8 * i))),
                _lanes[i + 1] ^ BinaryPrimitives.ReadUInt64LittleEndian(_secret.AsSpan(19 + (8 * i))));
        return XxHash3.Avalanche(hash);
    }

    void Accumulate(ReadOnlySpan<byte> source, ReadOnlySpan<byte> secret)
    {
        var lanes = _lanes;
        for (var i = 0; i < 8; i++)
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(source[(8 * i)..]);
            var key = value ^ BinaryPrimitives.ReadUInt64LittleEndian(secret[(8 * i)..]);
            lanes[i ^ 1] += value;
            lanes[i] += (uint)key * (key >> 32);
        }
    }

    void Scramble()
    {
        for (var i = 0; i < 8; i++)
        {
            var secret = _secret.AsSpan(XxHash3Secret.Length - StripeSize + (8 * i));
            var lane = _lanes[i];
            _lanes[i] = (lane ^ (lane >> 47) ^ BinaryPrimitives.ReadUInt64LittleEndian(secret)) * XxPrimes.P32_1;
        }
    }

    static byte[] SecretFor(ulong seed)
    {
        var secret = XxHash3Secret.Default.ToArray();
        for (var i = 0; i < secret.Length && seed != 0; i += 16)
        {
            Add(secret.AsSpan(i), seed);
            Add(secret.AsSpan(i + 8), 0 - seed);
        }

        return secret;
    }

    static void Add(Span<byte> part, ulong amount) =>
        BinaryPrimitives.WriteUInt64LittleEndian(part, BinaryPrimitives.ReadUInt64LittleEndian(part) + amount);
}
