using Automation.Segmentation.Profiles;
using Automation.Segments;

namespace Automation.Segmentation.Memberships;

/// <summary>What a shopper's history comes to for the segments of the shop: a row of <c>segment_states</c>.</summary>
/// <param name="partition">The shopper's.</param>
/// <param name="shopper">Whose.</param>
/// <param name="generation">It includes the versions that were prepared up to this sequence.</param>
/// <param name="state">What it comes to.</param>
/// <param name="stored">The bytes that are stored; null: none are.</param>
sealed class ShopperSegments(int partition, ShopperKey shopper, long generation, SegmentState state, byte[]? stored = null)
{
    byte[]? _bytes;

    public int Partition { get; } = partition;

    public ShopperKey Shopper { get; } = shopper;

    public long Generation { get; } = generation;

    public SegmentState State { get; } = state;

    /// <summary>As of when the memberships are. Of a stored one that is not written anew, because nothing else changed, it may be later here than there.</summary>
    public DateTimeOffset EvaluateTime { get; set; }

    /// <summary>The next instant at which time alone can change them; null: none.</summary>
    public DateTimeOffset? DueTime => State.DueTime?.ToDateTimeOffset();

    /// <summary>Whether a record has been brought in, which may have changed nothing.</summary>
    public bool IsChanged { get; set; }

    public ShopperSegments Clone() => new(Partition, Shopper, Generation, State.Clone(), stored) { EvaluateTime = EvaluateTime, IsChanged = IsChanged };

    /// <summary>Turns what was brought in into bytes.</summary>
    /// <returns>Whether these are others than the stored ones: most events of most shoppers matter to no segment.</returns>
    public bool Pack()
    {
        if (!IsChanged)
            return false;
        _bytes = State.ToByteArray();
        return stored is null || !_bytes.AsSpan().SequenceEqual(stored);
    }

    /// <summary>As of the last <see cref="Pack"/>.</summary>
    public byte[] ToBytes() => _bytes ??= IsChanged ? State.ToByteArray() : stored ?? State.ToByteArray();

    public StoredSegments ToStored() => new(Generation, EvaluateTime, ToBytes());
}

/// <summary>A row as it is kept in memory.</summary>
/// <param name="Generation">As of <see cref="ShopperSegments"/>.</param>
/// <param name="EvaluateTime">As of <see cref="ShopperSegments"/>.</param>
/// <param name="State">Bytes of an <c>automation.segments.StoredState</c>, sound.</param>
sealed record StoredSegments(long Generation, DateTimeOffset EvaluateTime, byte[] State)
{
    /// <summary>Bytes in memory of all but the state.</summary>
    public const int Overhead = 150;

    public ShopperSegments Open(int partition, ShopperKey shopper) =>
        new(partition, shopper, Generation, SegmentState.Open(State), State) { EvaluateTime = EvaluateTime };
}
