using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>fold(profile.traits.city)</c>: upper and lower case are the same.</summary>
sealed class FoldKind() : OperandKind(Operand.KindOneofCase.Fold, "fold")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "fold(profile.traits.city)");
        return new Operand { Fold = reader.Operand(call.Arguments[0]) };
    }

    public override void Write(Operand operand, ConditionPrinter printer)
    {
        printer.Write("fold(");
        printer.Operand(operand.Fold);
        printer.Write(")");
    }

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        place = place.Field("fold");
        // Before anything nested is looked at: a fold within a fold could go on for ever.
        if (operand.Fold.KindCase is Operand.KindOneofCase.Fold)
            return compilation.Refuse<Reading>(place, operand.Fold, ConditionReason.Type, "it is folded already; write fold once.");
        if (compilation.Operand(operand.Fold, place) is not { } reading)
            return null;
        return reading.Type.Kind is TypeKind.Text or TypeKind.Dynamic
            ? new FoldReading(reading)
            : compilation.Refuse<Reading>(place, operand.Fold, ConditionReason.Type, $"only a text can be folded, this is {reading.Type}; leave fold out.");
    }
}

/// <summary>Reads what is in it; what compares it looks at the type.</summary>
sealed class FoldReading(Reading inner) : Reading(inner.Type with { IsFolded = true })
{
    public override void Read(ref Frame frame, out ConditionValue value) => inner.Read(ref frame, out value);

    public override bool Has(ref Frame frame) => inner.Has(ref frame);

    public override long Until(ref Frame frame) => inner.Until(ref frame);
}
