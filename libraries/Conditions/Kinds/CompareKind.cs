using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Operands;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>event.total >= money("50 EUR")</c>.</summary>
sealed class CompareKind() : ConditionKind(Condition.KindOneofCase.Compare)
{
    static readonly (string Sign, Operator Operator)[] s_signs =
    [
        ("==", Operator.Equal), ("!=", Operator.NotEqual), ("<", Operator.Less), ("<=", Operator.LessOrEqual),
        (">", Operator.Greater), (">=", Operator.GreaterOrEqual),
    ];

    public override Precedence Precedence => Precedence.Relation;

    public static Comparison Read(BinarySyntax relation, SyntaxReader reader) => new()
    {
        Left = reader.Operand(relation.Left),
        Operator = s_signs.First(pair => pair.Sign == relation.Sign).Operator,
        Right = reader.Operand(relation.Right),
    };

    public static Comparison IsTrue(Operand operand) => new()
    {
        Left = operand,
        Operator = Operator.Equal,
        Right = new Operand { Literal = new Literal { Flag = true } },
    };

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Operand(condition.Compare.Left);
        printer.Write($" {s_signs.FirstOrDefault(pair => pair.Operator == condition.Compare.Operator).Sign ?? "?"} ");
        printer.Operand(condition.Compare.Right);
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        var compare = condition.Compare;
        place = place.Field("compare");
        var isKnown = Array.Exists(s_signs, pair => pair.Operator == compare.Operator);
        if (!isKnown)
            compilation.Refuse(place.Field("operator"), condition, ConditionReason.Incomplete, "the operator is missing or unknown; set one.");
        var left = compilation.Operand(compare.Left, place.Field("left"));
        var right = compilation.Operand(compare.Right, place.Field("right"));
        if (!isKnown || left is null || right is null)
            return null;
        if (left is ConstantReading && right is ConstantReading)
            return compilation.Refuse<Clause>(place, condition, ConditionReason.Type, "two constants are compared, which always comes out the same; put a path on one side, or say true or false.");
        if (compilation.Unify(left, right, place, condition) is not var (first, second))
            return null;
        if (compare.Operator is not (Operator.Equal or Operator.NotEqual) && !HasOrder(first.Type, second.Type))
            return compilation.Refuse<Clause>(
                place, condition, ConditionReason.Type,
                $"{Unordered(first.Type, second.Type)} has no order; use == or !={(first.Type.Kind is TypeKind.Text ? ", or startsWith, endsWith, contains" : "")}.");
        var isFolded = left.Type.IsFolded || right.Type.IsFolded;
        return second is ConstantReading { Type.Kind: TypeKind.Text, Value: var text } && !isFolded
            ? new TextEqualsClause(condition, first, text.AsText, compare.Operator is Operator.NotEqual, second)
            : new CompareClause(condition, first, second, compare.Operator, isFolded);
    }

    static bool HasOrder(OperandType left, OperandType right) => !IsUnordered(left) && !IsUnordered(right);

    static bool IsUnordered(OperandType type) => type.Kind is TypeKind.Text or TypeKind.Flag or TypeKind.Enum;

    static OperandType Unordered(OperandType left, OperandType right) => IsUnordered(left) ? left : right;
}

/// <summary>The most frequent comparison, without the others' switch.</summary>
sealed class TextEqualsClause(Condition source, Reading reading, string text, bool isNegated, Reading constant) : ValueClause(source, reading, constant)
{
    public override bool Holds(ref Frame frame)
    {
        reading.Read(ref frame, out var value);
        return (value.Kind is ValueKind.Text && string.Equals(value.AsText, text, StringComparison.Ordinal)) != isNegated;
    }
}

sealed class CompareClause(Condition source, Reading left, Reading right, Operator @operator, bool isFolded) : ValueClause(source, left, right)
{
    public override bool Holds(ref Frame frame) => Holds(Order(ref frame));

    // With now on one side the order passes through "equal" at one instant, and changes nowhere else.
    public override Outlook Look(ref Frame frame)
    {
        var holds = Holds(ref frame);
        var until = right is ConstantReading constant ? left.UntilCrossing(ref frame, constant.Value) : UntilOfValues(ref frame);
        var (moving, other, sign) = left is NowReading first ? (first, right, 1) : right is NowReading second ? (second, left, -1) : (null, left, 0);
        if (moving is null || other is NowReading)
            return new Outlook(holds, until);
        other.Read(ref frame, out var value);
        if (value.Kind is not ValueKind.Time)
            return new Outlook(holds, until);
        var equal = value.AsTicks - moving.Offset;
        if (frame.Now < equal && Holds(0) != holds)
            until = Math.Min(until, equal);
        else if (frame.Now <= equal && Holds(sign) != holds)
            until = Math.Min(until, equal + 1);
        return new Outlook(holds, until);
    }

    protected override void Explain(ref Frame frame, Explanation explanation)
    {
        base.Explain(ref frame, explanation);
        left.Read(ref frame, out var first);
        right.Read(ref frame, out var second);
        if (first.Kind is ValueKind.Money && second.Kind is ValueKind.Money && first.AsText != second.AsText)
            explanation.Note = "The currencies differ: neither is equal to the other, smaller or greater.";
        else if (!first.IsAbsent && !second.IsAbsent && first.Kind != second.Kind)
            explanation.Note = "The two are of different kinds: neither is equal to the other, smaller or greater.";
    }

    int Order(ref Frame frame)
    {
        left.Read(ref frame, out var first);
        right.Read(ref frame, out var second);
        return Ordering.Of(first, second, isFolded);
    }

    bool Holds(int order) => @operator switch
    {
        Operator.Equal => order == 0,
        Operator.NotEqual => order != 0,
        Operator.Less => order == -1,
        Operator.LessOrEqual => order is -1 or 0,
        Operator.Greater => order == 1,
        _ => order is 1 or 0,
    };
}
