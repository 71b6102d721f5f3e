using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Language = Automation.Conditions.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>Comparisons of an amount's whole units, which the language does not know: said of the amount.</summary>
static class EarlierUnits
{
    public static Language.Condition? Test(Language.Operand amount, EarlierConstants constants)
    {
        static Language.Literal? Number(Value value) =>
            value.KindCase is Value.KindOneofCase.NumberValue && Math.Abs(value.NumberValue) < 1e15 ? EarlierConstants.OfNumber((decimal)value.NumberValue) : null;

        var numbers = constants.Op is Operator.In ? constants.Listed(Number)?.Values : constants.Single(Number) is { } single ? [single] : null;
        var tests = numbers?.Select(number => Test(amount, constants.Op, decimal.Parse(number.Decimal, System.Globalization.CultureInfo.InvariantCulture))).ToList();
        return tests is null ? null : tests is [var one] ? one : new() { Any = new() { Conditions = { tests } } };
    }

    static Language.Condition Test(Language.Operand amount, Operator op, decimal number) => op switch
    {
        Operator.Less => AtMost(amount, decimal.Ceiling(number) - 1),
        Operator.LessOrEqual => AtMost(amount, decimal.Floor(number)),
        Operator.Greater => AtLeast(amount, decimal.Floor(number) + 1),
        Operator.GreaterOrEqual => AtLeast(amount, decimal.Ceiling(number)),
        _ when decimal.IsInteger(number) => new() { All = new() { Conditions = { AtLeast(amount, number), AtMost(amount, number) } } },
        _ => new() { Constant = false },
    };

    // The units of 3.50 are 3, those of -3.50 are -3.
    static Language.Condition AtMost(Language.Operand amount, decimal units) => units >= 0
        ? Compare(amount, Language.Operator.Less, units + 1)
        : Compare(amount, Language.Operator.LessOrEqual, units);

    static Language.Condition AtLeast(Language.Operand amount, decimal units) => units > 0
        ? Compare(amount, Language.Operator.GreaterOrEqual, units)
        : Compare(amount, Language.Operator.Greater, units - 1);

    static Language.Condition Compare(Language.Operand amount, Language.Operator @operator, decimal units) => new()
    {
        Compare = new() { Left = amount.Clone(), Operator = @operator, Right = new() { Literal = EarlierConstants.OfNumber(units) } },
    };
}
