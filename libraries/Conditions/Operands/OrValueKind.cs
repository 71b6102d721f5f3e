using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>profile.traits.points.orValue(0)</c>.</summary>
sealed class OrValueKind() : OperandKind(Operand.KindOneofCase.OrValue, "orValue")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: true, 1, 1, "profile.traits.points.orValue(0)");
        return new Operand { OrValue = new ValueOrDefault { Path = reader.Path(call.Target!), Default = reader.Literal(call.Arguments[0]) } };
    }

    public override void Write(Operand operand, ConditionPrinter printer) =>
        printer.Path(operand.OrValue.Path).Write(".orValue(").Literal(operand.OrValue.Default).Write(")");

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        place = place.Field("or_value");
        var path = compilation.Operand(new Operand { Path = operand.OrValue.Path }, place);
        var fallback = compilation.Constant(operand.OrValue.Default, place.Field("default"));
        if (path is null || fallback is null)
            return null;
        if (compilation.Unify(path, fallback, place, operand.OrValue) is not var (left, right))
            return null;
        return new OrValueReading(left, right, path);
    }
}

sealed class OrValueReading(Reading path, Reading fallback, Reading original) : Reading(path.Type)
{
    public override void Read(ref Frame frame, out ConditionValue value)
    {
        if (original.Has(ref frame))
            path.Read(ref frame, out value);
        else
            fallback.Read(ref frame, out value);
    }
}
