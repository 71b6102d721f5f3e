using System.Collections;
using System.Globalization;
using Automation.Conditions.Text;

namespace Automation.Conditions.Evaluating;

/// <summary>Values as an explanation shows them: in the text form.</summary>
static class ValueText
{
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
