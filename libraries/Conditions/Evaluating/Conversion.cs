using Automation.Conditions.Compiling;
using Automation.Conditions.Text;

namespace Automation.Conditions.Evaluating;

/// <summary>From one kind of value to another. What cannot be said in the other is absent.</summary>
static class Conversion
{
    public static void To(TypeKind kind, ref ConditionValue value) => value = (kind, value.Kind) switch
    {
        (TypeKind.Real, ValueKind.Whole) => ConditionValue.OfReal(value.AsWhole),
        (TypeKind.Real, ValueKind.Decimal) => ConditionValue.OfReal((double)value.AsDecimal),
        (TypeKind.Real, ValueKind.Real) => value,
        (TypeKind.Decimal, ValueKind.Whole) => ConditionValue.OfDecimal(value.AsWhole),
        (TypeKind.Decimal, ValueKind.Decimal) => value,
        (TypeKind.Time, ValueKind.Text) => TimeText.TicksOf(value.AsText) is { } ticks ? ConditionValue.OfTime(ticks) : default,
        (TypeKind.Time, ValueKind.Time) => value,
        (TypeKind.Money, ValueKind.Text) => MoneyText.Parse(value.AsText) is { } money ? ConditionValue.Of(money) : default,
        (TypeKind.Money, ValueKind.Money) => value,
        _ => default,
    };
}

sealed class ConvertingReading(TypeKind kind, Reading inner) : Reading(new OperandType(kind))
{
    public override void Read(ref Frame frame, out ConditionValue value)
    {
        inner.Read(ref frame, out value);
        Conversion.To(kind, ref value);
    }

    public override bool Has(ref Frame frame) => inner.Has(ref frame);

    public override long Until(ref Frame frame) => inner.Until(ref frame);

    public override IReadOnlyList<string> Evidence(ref Frame frame) => inner.Evidence(ref frame);
}
