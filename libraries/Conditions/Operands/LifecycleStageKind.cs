using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.History;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Operands;

/// <summary><c>lifecycle_stage()</c>.</summary>
sealed class LifecycleStageKind() : OperandKind(Operand.KindOneofCase.LifecycleStage, "lifecycle_stage")
{
    public override Operand Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 0, 0, "lifecycle_stage()");
        return new Operand { LifecycleStage = new LifecycleStage() };
    }

    public override void Write(Operand operand, ConditionPrinter printer) => printer.Write("lifecycle_stage()");

    public override Reading? Compile(Operand operand, Compilation compilation, Place place)
    {
        if (!compilation.CheckHistory(place.Field("lifecycle_stage"), operand))
            return null;
        compilation.Dependencies.ReadsLifecycleStage = true;
        // A stage ends when its time is over.
        compilation.Dependencies.ReadsTime = true;
        return new HistoryReading(OperandType.Text, compilation.Ask(operand, []));
    }
}
