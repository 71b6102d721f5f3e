using Automation.Commerce.V1;

namespace Automation.EventLog.Following;

/// <summary>What a producer answers of its log.</summary>
/// <param name="Sequences">Last sequence of every partition, in order.</param>
/// <param name="Incarnation">Which log it is, read with the heads. Empty: an older build.</param>
/// <param name="Upstream">The incarnation that the producer itself follows, where its records stand under that log's numbers; else empty.</param>
public sealed record FollowedHeads(long[] Sequences, string Incarnation, string Upstream)
{
    public static FollowedHeads Of(IReadOnlyList<LogPosition> heads, string incarnation, string upstream = "") =>
        new([.. heads.Select(head => head.Sequence)], incarnation, upstream);
}

/// <summary>Records of a log as read from its producer.</summary>
/// <param name="Records">What stands next after the place that was asked for; empty when nothing does yet.</param>
/// <param name="Incarnation">Which log they are of. Empty: an older build.</param>
public sealed record FollowedPage<TRecord>(IReadOnlyList<TRecord> Records, string Incarnation);
