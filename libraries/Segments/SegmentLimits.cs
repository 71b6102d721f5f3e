using Automation.Conditions;

namespace Automation.Segments;

/// <summary>What is kept of a shopper at most; docs/segments.md says what follows from it.</summary>
public static class SegmentLimits
{
    /// <summary>Events of a sliding window, and different values of a distinct, for each clause.</summary>
    public const int Elements = 1_000;

    /// <summary>Values of other than numbers in a sliding window, and events that wait for the other one of a did_then.</summary>
    public const int Values = 100;

    /// <summary>Characters of a text that first or last gives: one more than a constant has, so that nothing becomes equal by being cut.</summary>
    public const int TextLength = ConditionLimits.LiteralLength + 1;
}
