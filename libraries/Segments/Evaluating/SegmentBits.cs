using System.Numerics;

namespace Automation.Segments.Evaluating;

/// <summary>Some of a set's segments, by place.</summary>
sealed class SegmentBits(int count)
{
    readonly ulong[] _words = new ulong[WordsFor(count)];

    public static int WordsFor(int count) => (count + 63) / 64;

    public bool IsEmpty => Array.TrueForAll(_words, word => word == 0);

    public bool Has(int place) => (_words[place / 64] >> (place % 64) & 1) != 0;

    public void Add(int place) => _words[place / 64] |= 1UL << (place % 64);

    public void AddTo(Span<ulong> words)
    {
        for (var index = 0; index < _words.Length; index++)
            words[index] |= _words[index];
    }

    /// <summary>The first of some places from one on; -1 when there is none.</summary>
    public static int Next(ReadOnlySpan<ulong> words, int from)
    {
        for (var index = from / 64; index < words.Length; index++)
        {
            var word = words[index] & (index == from / 64 ? ulong.MaxValue << (from % 64) : ulong.MaxValue);
            if (word != 0)
                return index * 64 + BitOperations.TrailingZeroCount(word);
        }
        return -1;
    }
}
