using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>a &amp;&amp; b</c>.</summary>
sealed class AllKind() : ConditionKind(Condition.KindOneofCase.All)
{
    public override Precedence Precedence => Precedence.And;

    public override bool IsMadeOfOthers => true;

    public override void Write(Condition condition, ConditionPrinter printer) => Write(condition.All, " && ", printer);

    public override Clause? Compile(Condition condition, Compilation compilation, Place place) =>
        Compile(condition.All, compilation, place.Field("all")) is { } clauses ? new AllClause(condition, clauses) : null;

    // What holds together looser or as tightly is put in parentheses: a group stays one, and nobody has to know which binds tighter.
    public static void Write(ConditionList list, string sign, ConditionPrinter printer)
    {
        if (list.Conditions.Count == 0)
            printer.Write("?");
        for (var index = 0; index < list.Conditions.Count; index++)
        {
            printer.Write(index == 0 ? "" : sign);
            printer.Condition(list.Conditions[index], Precedence.Relation);
        }
    }

    public static Clause[]? Compile(ConditionList list, Compilation compilation, Place place)
    {
        if (list.Conditions.Count == 0)
            return compilation.Refuse<Clause[]>(place.Field("conditions"), list, ConditionReason.Incomplete, "the list is empty; add a condition, or say true or false.");
        var clauses = new List<Clause>();
        for (var index = 0; index < list.Conditions.Count; index++)
        {
            if (compilation.Condition(list.Conditions[index], place.Item("conditions", index)) is { } clause)
                clauses.Add(clause);
        }
        return clauses.Count == list.Conditions.Count ? [.. clauses] : null;
    }
}

sealed class AllClause(Condition source, Clause[] clauses) : Clause(source)
{
    public override bool Holds(ref Frame frame)
    {
        foreach (var clause in clauses)
        {
            if (!clause.Holds(ref frame))
                return false;
        }
        return true;
    }

    // It holds until the first of them does not; it does not hold before the last of those that do not does.
    public override Outlook Look(ref Frame frame)
    {
        var (until, falseUntil, holds) = (Outlook.Never, 0L, true);
        foreach (var clause in clauses)
        {
            var outlook = clause.Look(ref frame);
            until = Math.Min(until, outlook.Until);
            if (outlook.Holds)
                continue;
            holds = false;
            falseUntil = Math.Max(falseUntil, outlook.Until);
        }
        return new Outlook(holds, holds ? until : falseUntil);
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        foreach (var clause in clauses)
            explanation.Clauses.Add(clause.Explain(ref frame));
    }
}
