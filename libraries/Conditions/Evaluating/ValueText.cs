using System.Collections;
using System.Globalization;
using Automation.Conditions.Compiling;
using Automation.Conditions.Text;

namespace Automation.Conditions.Evaluating;

/// <summary>Values as an explanation shows them: in the text form.</summary>
static class ValueText
{
    /// <param name="value">What was read.</param>
    /// <param name="type">What it is by the contract, which knows the names of enum values.</param>
    public static string Of(in ConditionValue value, OperandType type) =>
        type.Enum is { } names && value.Kind is ValueKind.Whole && names.FindValueByNumber((int)value.AsWhole) is { } named
            ? $"\"{named.Name}\""
            : Of(value);

    public static string Of(in ConditionValue value) => value.Kind switch
    {
        ValueKind.Absent => "",
        ValueKind.Text => new ConditionPrinter().Text(value.AsText).ToString(),
        ValueKind.Flag => value.AsFlag ? "true" : "false",
        ValueKind.Whole => value.AsWhole.ToString(CultureInfo.InvariantCulture),
        ValueKind.Real => value.AsReal.ToString(CultureInfo.InvariantCulture),
        ValueKind.Decimal => DecimalText.Format(value.AsDecimal),
        ValueKind.Money => $"money(\"{MoneyText.Format(value.AsNanos, value.AsText)}\")",
        ValueKind.Time => $"timestamp(\"{TimeText.Format(value.AsTicks)}\")",
        ValueKind.List or ValueKind.Map => $"{((ICollection)value.Reference!).Count} elements",
        _ => "a message",
    };
}
