using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>cart.lines.all(line, line.quantity > 1)</c>: also of an empty list, and of one that is absent.</summary>
sealed class EveryKind() : ConditionKind(Condition.KindOneofCase.Every, "all")
{
    public override bool IsMadeOfOthers => true;

    public override Condition Read(CallSyntax call, SyntaxReader reader) => new() { Every = Quantifiers.Read(call, reader) };

    public override void Write(Condition condition, ConditionPrinter printer) => Quantifiers.Write(condition.Every, "all", printer);

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) =>
        Quantifiers.Compile(condition, condition.Every, isEvery: true, compilation, place.Field("every"));
}
