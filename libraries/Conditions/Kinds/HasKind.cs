using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>has(profile.email)</c>.</summary>
sealed class HasKind() : ConditionKind(Condition.KindOneofCase.Has, "has")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: false, 1, 1, "has(profile.email)");
        return new Condition { Has = reader.Path(call.Arguments[0]) };
    }

    public override void Write(Condition condition, ConditionPrinter printer) => printer.Write("has(").Path(condition.Has).Write(")");

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) =>
        compilation.Path(condition.Has, place.Field("has")) is { } reading ? new HasClause(condition, reading) : null;
}

sealed class HasClause(Condition source, Reading reading) : ValueClause(source, reading)
{
    public override bool Holds(ref Frame frame) => reading.Has(ref frame);
}
