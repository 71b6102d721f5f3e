using System.IO.Hashing;
using Xunit;

namespace Automation.Compat.Tests.Hashing;

public sealed class Hashing_with_xxhash
{
    public static TheoryData<int> Lengths => [.. XxHashVectors.All.Select(vector => vector.Length)];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Gives_the_reference_values(int length)
    {
        var input = XxHashVectors.Input(length);
        var expected = XxHashVectors.All.Single(vector => vector.Length == length);

        Assert.Equal(expected.Xxh64, XxHash64.HashToUInt64(input));
        Assert.Equal(expected.Xxh64Seeded, XxHash64.HashToUInt64(input, XxHashVectors.Seed));
        Assert.Equal(expected.Xxh3, XxHash3.HashToUInt64(input));
        Assert.Equal(expected.Xxh3Seeded, XxHash3.HashToUInt64(input, XxHashVectors.Seed));
    }

    [Fact]
    public void Gives_the_published_values()
    {
        Assert.Equal(0xEF46DB3751D8E999, XxHash64.HashToUInt64([]));
        Assert.Equal<ulong>(0x2D06800538D394C2, XxHash3.HashToUInt64([]));
        Assert.Equal(0xD24EC4F1A98C6E5B, XxHash64.HashToUInt64("a"u8));
        Assert.Equal<ulong>(0x44BC2CF5AD770999, XxHash64.HashToUInt64("abc"u8));
        Assert.Equal<ulong>(0x78AF5F94892F3950, XxHash3.HashToUInt64("abc"u8));
    }

    [Fact]
    public void Writes_the_bytes_big_endian()
    {
        byte[] expected = [0x44, 0xBC, 0x2C, 0xF5, 0xAD, 0x77, 0x09, 0x99];

        Assert.Equal(expected, XxHash64.Hash("abc"u8.ToArray()));
        Assert.Equal(expected, XxHash64.Hash("abc"u8));
        var room = new byte[9];
        Assert.Equal(8, XxHash64.Hash("abc"u8, room));
        Assert.Equal(expected, room[..8]);
        Assert.False(XxHash64.TryHash("abc"u8, room.AsSpan(0, 7), out var written));
        Assert.Equal(0, written);
        Assert.Throws<ArgumentException>(() => XxHash3.Hash("abc"u8, new byte[7]));
        Assert.Throws<ArgumentNullException>(() => XxHash3.Hash(null!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Gives_the_same_whether_fed_at_once_or_in_pieces(int piece)
    {
        var input = XxHashVectors.Input(2300);
        var pieces64 = new XxHash64(XxHashVectors.Seed);
        var pieces3 = new XxHash3(XxHashVectors.Seed);
        for (var start = 0; start < input.Length; start += piece)
        {
            var part = input.AsSpan(start, Math.Min(piece, input.Length - start));
            pieces64.Append(part);
            pieces3.Append(part);
            // Looking does not disturb.
            var soFar = input.AsSpan(0, start + part.Length);
            Assert.Equal(XxHash64.HashToUInt64(soFar, XxHashVectors.Seed), pieces64.GetCurrentHashAsUInt64());
            Assert.Equal(XxHash3.HashToUInt64(soFar, XxHashVectors.Seed), pieces3.GetCurrentHashAsUInt64());
        }

        Assert.Equal(XxHash3.Hash(input, XxHashVectors.Seed), pieces3.GetHashAndReset());
        Assert.Equal(XxHash3.HashToUInt64([], XxHashVectors.Seed), pieces3.GetCurrentHashAsUInt64());
    }

    [Fact]
    public async Task Reads_a_stream_to_its_end()
    {
        var input = XxHashVectors.Input(10_000);
        var hash = new XxHash64();
        await hash.AppendAsync(new MemoryStream(input));
        Assert.Equal(XxHash64.HashToUInt64(input), hash.GetCurrentHashAsUInt64());
    }
}
