using Automation.Conditions;
using Automation.Conditions.Evaluating;
using Google.Protobuf.Collections;

namespace Automation.Segments.Evaluating;

/// <summary>Counts of what runs out one after the other: they only fall by themselves.</summary>
static class Falling
{
    /// <summary>
    /// Place of the element that must run out for the count to come down to a constant or, where it is that, below it. -1 when the
    /// count is below, and stays so.
    /// </summary>
    /// <param name="constant">What the count is compared with.</param>
    /// <param name="times">In the order in which they run out.</param>
    /// <param name="first">Place of the first that counts.</param>
    public static int BelowOrTo(in ConditionValue constant, RepeatedField<long> times, int first)
    {
        var count = times.Count - first;
        if (count == 0 || constant.Kind is not ValueKind.Whole)
            return count == 0 ? -1 : first;
        // Never below 0, which a constant may be: then it is greater for ever.
        var excess = constant.AsWhole < 0 ? long.MaxValue : count - constant.AsWhole;
        return excess < 0 || excess > count ? -1 : first + (int)Math.Max(excess, 1) - 1;
    }
}
