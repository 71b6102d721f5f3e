using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>!a</c>: holds exactly where the other does not, also where something is absent.</summary>
sealed class NotKind() : ConditionKind(Condition.KindOneofCase.Not)
{
    public override bool IsMadeOfOthers => true;

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Write("!");
        printer.Condition(condition.Not, Precedence.Unary);
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) =>
        compilation.Condition(condition.Not, place.Field("not")) is { } clause ? new NotClause(condition, clause) : null;
}

sealed class NotClause(Condition source, Clause clause) : Clause(source)
{
    public override bool Holds(ref Frame frame) => !clause.Holds(ref frame);

    public override Outlook Look(ref Frame frame)
    {
        var outlook = clause.Look(ref frame);
        return outlook with { Holds = !outlook.Holds };
    }

    protected override void Explain(ref Frame frame, Explanation explanation) => explanation.Clauses.Add(clause.Explain(ref frame));
}
