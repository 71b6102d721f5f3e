using Automation.Validation;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Templates;

/// <summary>What a shop chose of a flow's parameters, with the defaults of the rest.</summary>
static class TemplateParameters
{
    /// <summary>Every parameter's value, by name; what is wrong is taken down and then they must not be used.</summary>
    public static IReadOnlyDictionary<string, ParameterValue> Read(
        WorkflowTemplate template, IEnumerable<KeyValuePair<string, Value>> chosen, ViolationList violations)
    {
        var given = chosen.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var values = new Dictionary<string, ParameterValue>(StringComparer.Ordinal);
        foreach (var parameter in template.Parameters)
        {
            var field = $"parameters.{parameter.Name}";
            if (!given.Remove(parameter.Name, out var value) && (value = parameter.DefaultValue) is null)
                violations.Required(field);
            else if (ParameterTypes.Read(parameter.Type, value) is not { } read)
                violations.Invalid(field, $"must be {ParameterTypes.UsageOf(parameter.Type)}.");
            else if (IsBeyond(parameter, read))
                violations.Invalid(field, $"must be {RangeOf(parameter)}.");
            else
                values[parameter.Name] = read;
        }
        foreach (var name in given.Keys.Order(StringComparer.Ordinal))
        {
            violations.Add(new Violation(
                $"parameters.{name}", ViolationReason.Unknown,
                $"is no parameter of '{template.TemplateId}', which has {string.Join(", ", template.Parameters.Select(known => known.Name))}; leave it out."));
        }
        return values;
    }

    static bool IsBeyond(TemplateParameter parameter, ParameterValue value) =>
        value.Amount < Limit(parameter, parameter.Minimum) || value.Amount > Limit(parameter, parameter.Maximum);

    static decimal? Limit(TemplateParameter parameter, Value? limit) => limit is null ? null : ParameterTypes.Read(parameter.Type, limit)!.Value.Amount;

    static string RangeOf(TemplateParameter parameter)
    {
        static string Text(Value limit) => limit.KindCase is Value.KindOneofCase.StringValue ? limit.StringValue : $"{limit.NumberValue}";
        var unit = parameter.Unit.Length > 0 ? $" {parameter.Unit}" : "";
        return (parameter.Minimum, parameter.Maximum) switch
        {
            (null, { } most) => $"at most {Text(most)}{unit}",
            ({ } least, null) => $"at least {Text(least)}{unit}",
            var (least, most) => $"{Text(least!)} to {Text(most!)}{unit}",
        };
    }
}
