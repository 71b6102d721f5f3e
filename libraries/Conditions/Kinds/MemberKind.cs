using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>profile.traits.city in ["Berlin", "Bonn"]</c>, <c>"vip" in profile.traits.tags</c>.</summary>
sealed class MemberKind() : ConditionKind(Condition.KindOneofCase.Member)
{
    public override Precedence Precedence => Precedence.Relation;

    public static Membership Read(BinarySyntax relation, SyntaxReader reader)
    {
        var member = new Membership { Value = reader.Operand(relation.Left) };
        if (relation.Right is ListSyntax)
            member.Set = reader.Set(relation.Right);
        else
            member.List = reader.Path(relation.Right);
        return member;
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Operand(condition.Member.Value);
        printer.Write(" in ");
        if (condition.Member.AmongCase is Membership.AmongOneofCase.List)
            printer.Path(condition.Member.List);
        else
            printer.Set(condition.Member.Set);
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        place = place.Field("member");
        var value = compilation.Operand(condition.Member.Value, place.Field("value"));
        if (condition.Member.AmongCase is Membership.AmongOneofCase.List)
            return WithinList(condition, value, compilation, place);
        return value is not null && compilation.Set(value, condition.Member.Set, place.Field("set")) is var (reading, index)
            ? new MemberClause(condition, reading, index)
            : null;
    }

    static ListedClause? WithinList(Condition condition, Reading? value, Compilation compilation, Place place)
    {
        if (compilation.ListAt(condition.Member.List, place.Field("list")) is not var (list, access, type) || value is null)
            return null;
        var element = new ElementReading(type);
        return compilation.Unify(element, value, place, condition) is var (left, right)
            ? new ListedClause(condition, list, access, left, right, value.Type.IsFolded)
            : null;
    }
}

sealed class MemberClause(Condition source, Reading reading, LiteralIndex index) : ValueClause(source, reading)
{
    public override bool Holds(ref Frame frame)
    {
        reading.Read(ref frame, out var value);
        return index.IndexOf(value) >= 0;
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        base.Explain(ref frame, explanation);
        explanation.Operand = $"{index.Count} constants";
    }
}

/// <summary>The element of a list that is looked at.</summary>
sealed class ElementReading(OperandType type) : Reading(type)
{
    public override void Read(ref Frame frame, out ConditionValue value) => value = frame.Element;
}

sealed class ListedClause(
    Condition source, Reading list, ListAccess access, Reading element, Reading wanted, bool isFolded) : ValueClause(source, wanted, list)
{
    public override bool Holds(ref Frame frame)
    {
        list.Read(ref frame, out var elements);
        if (elements.Kind is not ValueKind.List)
            return false;
        wanted.Read(ref frame, out var value);
        for (var index = 0; index < access.Count(elements.Reference!); index++)
        {
            access.Read(elements.Reference!, index, out frame.Element);
            element.Read(ref frame, out var found);
            if (Ordering.Of(found, value, isFolded) == 0)
                return true;
        }
        return false;
    }
}
