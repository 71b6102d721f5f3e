using System.Globalization;
using System.Linq.Expressions;
using Automation.Commerce.V1;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Type = System.Type;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>The last part of a comparison: operator and literal against a value of some kind.</summary>
sealed class ValueTest(Operator op, Value literal, string path, ViolationList violations)
{
    const int MaxListed = 100;
    static readonly Expression s_true = Expression.Constant(true);

    public Expression Text(Expression value) => Equality(value, "text", AsText);

    public Expression Flag(Expression value) =>
        Equality(value, "true or false", literal => literal.KindCase is Value.KindOneofCase.BoolValue ? literal.BoolValue : null);

    public Expression EnumValue(Expression value, EnumDescriptor type) => Equality(
        Expression.Convert(value, typeof(int)),
        $"the name of a value of {type.Name}: {string.Join(", ", type.Values.Select(named => named.Name))}",
        literal => AsText(literal) is string name ? type.FindValueByName(name)?.Number : null);

    public Expression Number(Expression value) => Order(Expression.Convert(value, typeof(double)), "a number", AsNumber);

    public Expression Money(Expression message) => Order(
        Expression.Call(typeof(ValueTest), nameof(AmountOf), null, message),
        "an amount, a number or text such as \"49.90\"",
        literal => literal.KindCase switch
        {
            Value.KindOneofCase.NumberValue when Math.Abs(literal.NumberValue) < 1e15 => (decimal)literal.NumberValue,
            Value.KindOneofCase.StringValue when decimal.TryParse(
                literal.StringValue, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) => amount,
            _ => null,
        });

    public Expression Time(Expression message) => Order(
        Expression.Call(typeof(ValueTest), nameof(NanosOf), null, message),
        "a time such as \"2026-01-31T08:00:00Z\"",
        literal => AsText(literal) is string text
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? NanosOf(time.ToTimestamp())
                : null);

    /// <summary>A value without a schema: the literal says what it must be to be comparable at all.</summary>
    public Expression Dynamic(Expression value)
    {
        var kind = Expression.Property(value, nameof(Value.KindCase));
        var first = op is not Operator.In ? literal : Listed() is [var listed, ..] ? listed : null;
        Expression OfKind(Value.KindOneofCase expected, Expression test) =>
            Expression.AndAlso(Expression.Equal(kind, Expression.Constant(expected)), test);
        return first?.KindCase switch
        {
            null => s_true,
            Value.KindOneofCase.StringValue =>
                OfKind(Value.KindOneofCase.StringValue, Text(Expression.Property(value, nameof(Value.StringValue)))),
            Value.KindOneofCase.NumberValue =>
                OfKind(Value.KindOneofCase.NumberValue, Number(Expression.Property(value, nameof(Value.NumberValue)))),
            Value.KindOneofCase.BoolValue =>
                OfKind(Value.KindOneofCase.BoolValue, Flag(Expression.Property(value, nameof(Value.BoolValue)))),
            _ => Wrong("text, a number, true or false"),
        };
    }

    Expression Equality(Expression value, string expected, Func<Value, object?> parse)
    {
        if (op is Operator.Equal)
            return parse(literal) is { } single ? Expression.Equal(value, Literal(single, value.Type)) : Wrong(expected);
        if (op is Operator.In)
            return OneOf(value, expected, parse);
        violations.Invalid($"{path}.op", "this field cannot be ordered; use OPERATOR_EQUAL, OPERATOR_NOT_EQUAL or OPERATOR_IN.");
        return s_true;
    }

    Expression Order(Expression value, string expected, Func<Value, object?> parse)
    {
        if (op is Operator.In)
            return OneOf(value, expected, parse);
        if (parse(literal) is not { } single)
            return Wrong(expected);
        var right = Literal(single, value.Type);
        return op switch
        {
            Operator.Less => Expression.LessThan(value, right),
            Operator.LessOrEqual => Expression.LessThanOrEqual(value, right),
            Operator.Greater => Expression.GreaterThan(value, right),
            Operator.GreaterOrEqual => Expression.GreaterThanOrEqual(value, right),
            _ => Expression.Equal(value, right),
        };
    }

    Expression OneOf(Expression value, string expected, Func<Value, object?> parse)
    {
        var variable = Expression.Variable(value.Type);
        var holds = s_true;
        foreach (var listed in Listed())
        {
            if (parse(listed) is not { } single)
                return Wrong($"a list of {expected}");
            var isEqual = Expression.Equal(variable, Literal(single, value.Type));
            holds = holds == s_true ? isEqual : Expression.OrElse(holds, isEqual);
        }
        return Expression.Block([variable], Expression.Assign(variable, value), holds);
    }

    IReadOnlyList<Value> Listed()
    {
        if (literal.KindCase is Value.KindOneofCase.ListValue && literal.ListValue.Values.Count is > 0 and <= MaxListed)
            return literal.ListValue.Values;
        violations.Invalid($"{path}.value", $"OPERATOR_IN needs a list of 1 to {MaxListed} values.");
        return [];
    }

    Expression Wrong(string expected)
    {
        violations.Invalid($"{path}.value", $"does not fit the field; give {expected}.");
        return s_true;
    }

    static object? AsText(Value literal) => literal.KindCase is Value.KindOneofCase.StringValue ? literal.StringValue : null;

    static object? AsNumber(Value literal) =>
        literal.KindCase is Value.KindOneofCase.NumberValue && double.IsFinite(literal.NumberValue) ? literal.NumberValue : null;

    static Expression Literal(object value, Type type) => Expression.Constant(value, type);

    // 19 digits of units and 9 of nanos are within a decimal's 28.
    static decimal AmountOf(Money money) => money.Units + (money.Nanos / 1_000_000_000m);

    static Int128 NanosOf(Timestamp time) => ((Int128)time.Seconds * 1_000_000_000) + time.Nanos;
}
