using System.Globalization;
using System.Text.RegularExpressions;
using Automation.Conditions.Text;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Templates;

/// <summary>Reads values of each type of parameter.</summary>
static partial class ParameterTypes
{
    // Of lengths of time no definition takes more.
    static readonly decimal s_mostSeconds = (decimal)TimeSpan.FromDays(365).TotalSeconds;
    const decimal MostAmount = 1_000_000_000;

    /// <summary>The value; null where it is none of the type.</summary>
    public static ParameterValue? Read(ParameterType type, Value value) => type switch
    {
        ParameterType.Duration => value.KindCase is Value.KindOneofCase.StringValue && DurationText.Parse(value.StringValue) is { } seconds
            && seconds <= s_mostSeconds ? new($"{seconds}s", seconds) : null,
        ParameterType.Integer => Number(value) is { } whole && decimal.IsInteger(whole) ? new(Text(whole), whole) : null,
        ParameterType.Decimal => Number(value) is { } amount && decimal.Round(amount, 2) == amount ? new(Text(amount), amount) : null,
        ParameterType.Flag => value.KindCase is Value.KindOneofCase.BoolValue ? new(value.BoolValue ? "true" : "false", value.BoolValue ? 1 : 0) : null,
        ParameterType.Id => value.KindCase is Value.KindOneofCase.StringValue && Id().IsMatch(value.StringValue) ? new(value.StringValue, 1) : null,
        _ => null,
    };

    /// <summary>How a value of the type is written, for whoever wrote something else.</summary>
    public static string UsageOf(ParameterType type) => type switch
    {
        ParameterType.Duration => "a text of days, hours, minutes and seconds, such as \"1d12h\" or \"90m\", of at most 365 days",
        ParameterType.Integer => "a whole number",
        ParameterType.Decimal => "a number with at most two decimals",
        ParameterType.Flag => "true or false",
        _ => "a text of 1 to 50 characters of a-z, 0-9 and -",
    };

    static decimal? Number(Value value) =>
        value.KindCase is Value.KindOneofCase.NumberValue && Math.Abs(value.NumberValue) <= (double)MostAmount ? (decimal)value.NumberValue : null;

    static string Text(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[a-z0-9-]{1,50}\z")]
    private static partial Regex Id();
}
