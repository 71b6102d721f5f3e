using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>size(cart.lines)</c>.</summary>
sealed class SizeKind() : OperandKind(Operand.KindOneofCase.Size, "size")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "size(cart.lines)");
        return new Operand { Size = reader.Path(call.Arguments[0]) };
    }

    public override void Write(Operand operand, ConditionPrinter printer) => printer.Write("size(").Path(operand.Size).Write(")");

    public override Reading? Compile(Operand operand, Compilation compilation, Place place) =>
        compilation.ListAt(operand.Size, place.Field("size")) is var (list, access, _) ? new SizeReading(list, access) : null;
}

sealed class SizeReading(Reading list, ListAccess access) : Reading(OperandType.Whole)
{
    public override void Read(ref Frame frame, out ConditionValue value)
    {
        list.Read(ref frame, out value);
        value = ConditionValue.OfWhole(value.Kind is ValueKind.List ? access.Count(value.Reference!) : 0);
    }
}
