namespace Automation.Segmentation.Memberships;

/// <summary>A version of a segment in one partition of the log.</summary>
/// <param name="SegmentId">The segment.</param>
/// <param name="Version">The version, from 1.</param>
/// <param name="Number">Stands for it in states.</param>
/// <param name="PrepareSequence">Where it began to be prepared.</param>
/// <param name="IsEffective">Whether it counts.</param>
readonly record struct PartitionVersion(string SegmentId, int Version, int Number, long PrepareSequence, bool IsEffective);
