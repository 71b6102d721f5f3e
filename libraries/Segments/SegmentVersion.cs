using Automation.Conditions;

namespace Automation.Segments;

/// <summary>One version of a segment.</summary>
/// <param name="Number">Stands for it in a shopper's state: small, unique in the shop, never used again. From 1.</param>
/// <param name="SegmentId">What <c>in_segment</c> calls the segment.</param>
/// <param name="Condition">Compiled with <see cref="SegmentLanguage.Roots"/>.</param>
public sealed record SegmentVersion(int Number, string SegmentId, CompiledCondition Condition);

/// <summary>A shopper came into a segment, or left it.</summary>
/// <param name="Number">Of the segment's version.</param>
public readonly record struct SegmentChange(int Number, bool Entered);
