using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>profile.traits.tags.contains_any(["a", "b"])</c>, <c>contains_all</c>.</summary>
sealed class ListKind() : ConditionKind(Condition.KindOneofCase.List, "contains_any", "contains_all")
{
    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: true, 1, 1, $"profile.traits.tags.{call.Name}([\"a\", \"b\"])");
        return new Condition
        {
            List = new ListMatch
            {
                List = reader.Path(call.Target!),
                Operator = call.Name == "contains_any" ? ListOperator.ContainsAny : ListOperator.ContainsAll,
                Set = reader.Set(call.Arguments[0]),
            },
        };
    }

    public override void Write(Condition condition, ConditionPrinter printer) => printer
        .Path(condition.List.List)
        .Write(condition.List.Operator is ListOperator.ContainsAny ? ".contains_any(" : ".contains_all(")
        .Set(condition.List.Set)
        .Write(")");

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        place = place.Field("list");
        if (condition.List.Operator is not (ListOperator.ContainsAny or ListOperator.ContainsAll))
            return compilation.Refuse<Clause>(place.Field("operator"), condition, ConditionReason.Incomplete, "the operator is missing or unknown; set one.");
        if (compilation.ListAt(condition.List.List, place.Field("list")) is not var (list, access, type))
            return null;
        if (type.Kind is TypeKind.Message)
            return compilation.Refuse<Clause>(place, condition, ConditionReason.Type, $"the elements are {type}; use exists(x, x.… in […]).");
        return compilation.Set(new ElementReading(type), condition.List.Set, place.Field("set")) is var (element, index)
            ? new ListClause(condition, list, access, element, index)
            : null;
    }
}

sealed class ListClause(Condition source, Reading list, ListAccess access, Reading element, LiteralIndex index) : ValueClause(source, list)
{
    readonly bool _isAny = source.List.Operator is ListOperator.ContainsAny;

    public override bool Holds(ref Frame frame)
    {
        list.Read(ref frame, out var elements);
        if (elements.Kind is not ValueKind.List)
            return false;
        Span<bool> found = stackalloc bool[index.Count];
        found.Clear();
        var missing = index.Count;
        for (var next = 0; next < access.Count(elements.Reference!); next++)
        {
            access.Read(elements.Reference!, next, out frame.Element);
            element.Read(ref frame, out var value);
            if (index.IndexOf(value) is not (>= 0 and var place) || found[place])
                continue;
            found[place] = true;
            if (_isAny || --missing == 0)
                return true;
        }
        return false;
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        base.Explain(ref frame, explanation);
        explanation.Operand = $"{index.Count} constants";
    }
}
