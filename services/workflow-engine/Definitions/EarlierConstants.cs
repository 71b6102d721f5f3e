using System.Globalization;
using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Language = Automation.Conditions.V1;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What a comparison of the earlier form compares with.</summary>
sealed class EarlierConstants(Comparison comparison, string path, ViolationList violations)
{
    const int MaxListed = 100;

    // Up to here every whole number is a double of its own.
    const double MaxWhole = 9_007_199_254_740_992;

    public Operator Op => comparison.Op;

    /// <summary>The one constant. Null where it does not fit, which is taken down.</summary>
    public Language.Literal? Single(Func<Value, Language.Literal?> read) => read(comparison.Value) ?? Wrong();

    /// <summary>Those of a list. Null where one does not fit, which is taken down.</summary>
    public Language.LiteralSet? Listed(Func<Value, Language.Literal?> read)
    {
        if (comparison.Value.KindCase is not Value.KindOneofCase.ListValue || comparison.Value.ListValue.Values.Count is 0 or > MaxListed)
        {
            violations.Invalid($"{path}.value", $"OPERATOR_IN needs a list of 1 to {MaxListed} values.");
            return null;
        }
        var constants = comparison.Value.ListValue.Values.Select(read).ToList();
        if (constants.TrueForAll(constant => constant is not null))
            return new() { Values = { constants } };
        Wrong();
        return null;
    }

    public static Language.Literal? AsSaid(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => new() { Text = value.StringValue },
        Value.KindOneofCase.BoolValue => new() { Flag = value.BoolValue },
        Value.KindOneofCase.NumberValue when Math.Abs(value.NumberValue) < MaxWhole && double.IsInteger(value.NumberValue) =>
            new() { Whole = (long)value.NumberValue },
        Value.KindOneofCase.NumberValue when decimal.TryParse(
            value.NumberValue.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && (double)number == value.NumberValue => OfNumber(number),
        _ => null,
    };

    public static Language.Literal? AsAmount(Value value) => value.KindCase switch
    {
        Value.KindOneofCase.NumberValue when Math.Abs(value.NumberValue) < 1e15 => OfNumber((decimal)value.NumberValue),
        Value.KindOneofCase.StringValue when decimal.TryParse(
            value.StringValue, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) => OfNumber(amount),
        _ => null,
    };

    public static Language.Literal? AsTime(Value value) =>
        value.KindCase is Value.KindOneofCase.StringValue
        && DateTimeOffset.TryParse(value.StringValue, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? new() { DateTime = time.ToTimestamp() }
            : null;

    public static Language.Literal OfNumber(decimal number) => new() { Decimal = number.ToString(CultureInfo.InvariantCulture) };

    Language.Literal? Wrong()
    {
        violations.Invalid(
            $"{path}.value",
            "does not fit the field; give text, a number, true or false, for an amount a number or text such as \"49.90\", for a time text such as \"2026-01-31T08:00:00Z\".");
        return null;
    }
}
