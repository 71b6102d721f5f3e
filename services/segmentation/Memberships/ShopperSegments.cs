using Automation.Segmentation.Profiles;
using Automation.Segments;
using Google.Protobuf;

namespace Automation.Segmentation.Memberships;

/// <summary>What a shopper's history comes to for the segments of the shop: a row of <c>segment_states</c>.</summary>
sealed class ShopperSegments(int partition, ShopperKey shopper, long generation, SegmentState state)
{
    public int Partition { get; } = partition;

    public ShopperKey Shopper { get; } = shopper;

    /// <summary>It includes the versions that were prepared up to this sequence.</summary>
    public long Generation { get; } = generation;

    public SegmentState State { get; } = state;

    /// <summary>As of when the memberships are.</summary>
    public DateTimeOffset EvaluateTime { get; set; }

    /// <summary>The next instant at which time alone can change them; null: none.</summary>
    public DateTimeOffset? DueTime => State.DueTime?.ToDateTimeOffset();

    /// <summary>Whether the row is to be written.</summary>
    public bool IsChanged { get; set; }

    public ShopperSegments Clone() => new(Partition, Shopper, Generation, State.Clone()) { EvaluateTime = EvaluateTime, IsChanged = IsChanged };

    public byte[] ToBytes() => State.ToByteArray();
}
