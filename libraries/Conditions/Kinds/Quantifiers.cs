using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary>What <c>exists</c> and <c>all</c> have in common.</summary>
static class Quantifiers
{
    public static Quantifier Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: true, 2, 2, $"cart.lines.{call.Name}(line, line.quantity > 1)");
        return new Quantifier
        {
            List = reader.Path(call.Target!),
            Variable = SyntaxReader.Variable(call.Arguments[0]),
            Condition = reader.Condition(call.Arguments[1]),
        };
    }

    public static void Write(Quantifier quantifier, string name, ConditionPrinter printer)
    {
        printer.Path(quantifier.List).Write($".{name}({quantifier.Variable}, ");
        printer.Condition(quantifier.Condition);
        printer.Write(")");
    }

    public static Clause? Compile(Condition condition, Quantifier quantifier, bool isEvery, Compilation compilation, Place place)
    {
        if (compilation.ListAt(quantifier.List, place.Field("list")) is not var (list, access, element))
            return null;
        return compilation.WithVariable(
            quantifier.Variable, element, $"{compilation.OriginOf(quantifier.List)}[]", place.Field("variable"), condition,
            () => compilation.Condition(quantifier.Condition, place.Field("condition"))) is var (slot, inner)
            ? new QuantifierClause(condition, list, access, slot, inner, isEvery)
            : null;
    }
}

/// <param name="isEvery">Whether every element must meet it, not one.</param>
sealed class QuantifierClause(Condition source, Reading list, ListAccess access, int slot, Clause inner, bool isEvery) : Clause(source)
{
    const int Explained = 20;

    public override bool Holds(ref Frame frame)
    {
        list.Read(ref frame, out var elements);
        var count = elements.Kind is ValueKind.List ? access.Count(elements.Reference!) : 0;
        for (var index = 0; index < count; index++)
        {
            access.Read(elements.Reference!, index, out frame.Variables[slot]);
            if (inner.Holds(ref frame) != isEvery)
                return !isEvery;
        }
        return isEvery;
    }

    // As of all and any over as many clauses: what decides it lasts until the last of those that decide it is gone.
    public override Outlook Look(ref Frame frame)
    {
        list.Read(ref frame, out var elements);
        var count = elements.Kind is ValueKind.List ? access.Count(elements.Reference!) : 0;
        var (until, decidedUntil, isDecided) = (Outlook.Never, 0L, false);
        for (var index = 0; index < count; index++)
        {
            access.Read(elements.Reference!, index, out frame.Variables[slot]);
            var outlook = inner.Look(ref frame);
            until = Math.Min(until, outlook.Until);
            if (outlook.Holds == isEvery)
                continue;
            isDecided = true;
            decidedUntil = Math.Max(decidedUntil, outlook.Until);
        }
        return new Outlook(isDecided != isEvery, isDecided ? decidedUntil : until);
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        list.Read(ref frame, out var elements);
        var count = elements.Kind is ValueKind.List ? access.Count(elements.Reference!) : 0;
        explanation.Note = count == 0 ? "The list is empty or absent." : count > Explained ? $"{Explained} of {count} elements are shown." : "";
        for (var index = 0; index < Math.Min(count, Explained); index++)
        {
            access.Read(elements.Reference!, index, out frame.Variables[slot]);
            explanation.Clauses.Add(inner.Explain(ref frame));
        }
    }
}
