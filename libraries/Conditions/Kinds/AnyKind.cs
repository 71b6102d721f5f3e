using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>a || b</c>.</summary>
sealed class AnyKind() : ConditionKind(Condition.KindOneofCase.Any)
{
    public override Precedence Precedence => Precedence.Or;

    public override bool IsMadeOfOthers => true;

    public override void Write(Condition condition, ConditionPrinter printer) => AllKind.Write(condition.Any, " || ", printer);

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) =>
        AllKind.Compile(condition.Any, compilation, place.Field("any")) is { } clauses ? new AnyClause(condition, clauses) : null;
}

sealed class AnyClause(Condition source, Clause[] clauses) : Clause(source)
{
    public override bool Holds(ref Frame frame)
    {
        foreach (var clause in clauses)
        {
            if (clause.Holds(ref frame))
                return true;
        }
        return false;
    }

    // It does not hold until the first of them does; it holds until the last of those that do does not.
    public override Outlook Look(ref Frame frame)
    {
        var (until, trueUntil, holds) = (Outlook.Never, 0L, false);
        foreach (var clause in clauses)
        {
            var outlook = clause.Look(ref frame);
            until = Math.Min(until, outlook.Until);
            if (!outlook.Holds)
                continue;
            holds = true;
            trueUntil = Math.Max(trueUntil, outlook.Until);
        }
        return new Outlook(holds, holds ? trueUntil : until);
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        foreach (var clause in clauses)
            explanation.Clauses.Add(clause.Explain(ref frame));
    }
}
