using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>cart.lines.exists(line, line.quantity > 1)</c>.</summary>
sealed class ExistsKind() : ConditionKind(Condition.KindOneofCase.Exists, "exists")
{
    public override bool IsMadeOfOthers => true;

    public override Condition Read(CallSyntax call, SyntaxReader reader) => new() { Exists = Quantifiers.Read(call, reader) };

    public override void Write(Condition condition, ConditionPrinter printer) => Quantifiers.Write(condition.Exists, "exists", printer);

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) =>
        Quantifiers.Compile(condition, condition.Exists, isEvery: false, compilation, place.Field("exists"));
}
