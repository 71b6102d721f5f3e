using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>amount(event.total)</c>: the number in an amount, whatever its currency.</summary>
sealed class AmountKind() : OperandKind(Operand.KindOneofCase.Amount, "amount")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "amount(event.total)");
        return new Operand { Amount = reader.Path(call.Arguments[0]) };
    }

    public override void Write(Operand operand, ConditionPrinter printer) => printer.Write("amount(").Path(operand.Amount).Write(")");

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        if (compilation.Path(operand.Amount, place.Field("amount")) is not { } money)
            return null;
        return money.Type.Kind is TypeKind.Money
            ? new AmountReading(money)
            : compilation.Refuse<Reading>(
                place.Field("amount"), operand, ConditionReason.Type, $"expected an amount of money, this is {money.Type}; compare it without amount(…).");
    }
}

sealed class AmountReading(Reading money) : Reading(OperandType.Decimal)
{
    // A decimal holds every amount: 19 digits of units and 9 behind the point.
    const decimal NanosPerUnit = 1_000_000_000m;

    public override void Read(ref Frame frame, out ConditionValue value)
    {
        money.Read(ref frame, out value);
        value = value.Kind is ValueKind.Money ? ConditionValue.OfDecimal((decimal)value.AsNanos / NanosPerUnit) : default;
    }
}
