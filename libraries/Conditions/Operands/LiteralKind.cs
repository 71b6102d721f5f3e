using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary>A constant.</summary>
sealed class LiteralKind() : OperandKind(Operand.KindOneofCase.Literal, "money", "timestamp")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader) => new() { Literal = reader.Literal(call) };

    public override void Write(Operand operand, ConditionPrinter printer) => printer.Literal(operand.Literal);

    public override Reading? Compile(Operand operand, Compilation compilation, Place place) =>
        compilation.Constant(operand.Literal, place.Field("literal"));
}

/// <summary>A value that is always the same.</summary>
sealed class ConstantReading(OperandType type, ConditionValue constant) : Reading(type)
{
    public ConditionValue Value => constant;

    public override void Read(ref Frame frame, out ConditionValue value) => value = constant;
}
