namespace Automation.Conditions.Evaluating;

/// <summary>How two values stand to each other.</summary>
static class Ordering
{
    /// <summary>Neither equal nor in any order: one is absent, the kinds or the currencies differ, or a number is none.</summary>
    public const int None = 2;

    /// <summary>-1, 0, 1 or <see cref="None"/>; of texts and flags 0 or <see cref="None"/>.</summary>
    public static int Of(in ConditionValue left, in ConditionValue right, bool isFolded)
    {
        if (left.Kind != right.Kind)
            return None;
        return left.Kind switch
        {
            ValueKind.Text => string.Equals(left.AsText, right.AsText, isFolded ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) ? 0 : None,
            ValueKind.Flag => left.AsFlag == right.AsFlag ? 0 : None,
            ValueKind.Whole or ValueKind.Time => left.AsWhole.CompareTo(right.AsWhole),
            ValueKind.Real => OfReals(left.AsReal, right.AsReal),
            ValueKind.Decimal => left.AsDecimal.CompareTo(right.AsDecimal),
            ValueKind.Money => string.Equals(left.AsText, right.AsText, StringComparison.Ordinal) ? left.AsNanos.CompareTo(right.AsNanos) : None,
            _ => None,
        };
    }

    static int OfReals(double left, double right) =>
        left < right ? -1 : left > right ? 1 : left == right ? 0 : None;
}
