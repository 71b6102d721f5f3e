using Automation.Conditions.Compiling;
using Automation.Conditions.Evaluating;
using Automation.Conditions.Text;
using Automation.Conditions.V1;

namespace Automation.Conditions.Kinds;

/// <summary><c>profile.email.endsWith("@shop.example")</c>.</summary>
sealed class TextKind() : ConditionKind(Condition.KindOneofCase.Text, "contains", "startsWith", "endsWith")
{
    static readonly (string Name, TextOperator Operator)[] s_names =
    [
        ("contains", TextOperator.Contains), ("startsWith", TextOperator.StartsWith), ("endsWith", TextOperator.EndsWith),
    ];

    public override Condition Read(CallSyntax call, SyntaxReader reader)
    {
        SyntaxReader.Expect(call, hasTarget: true, 1, 1, $"profile.email.{call.Name}(\"shop\")");
        return new Condition
        {
            Text = new TextMatch
            {
                Value = reader.Operand(call.Target!),
                Operator = s_names.First(pair => pair.Name == call.Name).Operator,
                Part = reader.Operand(call.Arguments[0]),
            },
        };
    }

    public override void Write(Condition condition, ConditionPrinter printer)
    {
        printer.Operand(condition.Text.Value);
        printer.Write($".{s_names.FirstOrDefault(pair => pair.Operator == condition.Text.Operator).Name ?? "?"}(");
        printer.Operand(condition.Text.Part);
        printer.Write(")");
    }

    public override Clause? Compile(Condition condition, Compilation compilation, Place place)
    {
        place = place.Field("text");
        var isKnown = Array.Exists(s_names, pair => pair.Operator == condition.Text.Operator);
        if (!isKnown)
            compilation.Refuse(place.Field("operator"), condition, ConditionReason.Incomplete, "the operator is missing or unknown; set one.");
        var value = compilation.TextOperand(condition.Text.Value, place.Field("value"));
        var part = compilation.TextOperand(condition.Text.Part, place.Field("part"));
        return isKnown && value is not null && part is not null ? new TextClause(condition, value, part) : null;
    }
}

sealed class TextClause(Condition source, Reading value, Reading part) : ValueClause(source, value, part)
{
    readonly TextOperator _operator = source.Text.Operator;
    readonly StringComparison _comparison =
        value.Type.IsFolded || part.Type.IsFolded ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public override bool Holds(ref Frame frame)
    {
        value.Read(ref frame, out var text);
        part.Read(ref frame, out var wanted);
        if (text.Kind is not ValueKind.Text || wanted.Kind is not ValueKind.Text)
            return false;
        return _operator switch
        {
            TextOperator.Contains => text.AsText.Contains(wanted.AsText, _comparison),
            TextOperator.StartsWith => text.AsText.StartsWith(wanted.AsText, _comparison),
            _ => text.AsText.EndsWith(wanted.AsText, _comparison),
        };
    }
}
