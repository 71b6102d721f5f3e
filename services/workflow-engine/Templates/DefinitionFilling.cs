using System.Text.RegularExpressions;
using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Templates;

/// <summary>Makes a definition of a flow's, with parameters put where they are named.</summary>
static partial class DefinitionFilling
{
    const string If = "$if";
    const string Unless = "$unless";

    /// <summary>The definition, which may still be one that cannot be compiled.</summary>
    /// <exception cref="KeyNotFoundException">The flow names a parameter that it does not have.</exception>
    public static WorkflowDefinition Fill(TemplateWorkflow workflow, IReadOnlyDictionary<string, ParameterValue> parameters) =>
        WorkflowDefinition.Parser.ParseJson(JsonFormatter.Default.Format(Fill(workflow.Definition, parameters)));

    /// <summary>A text with the parameters that it names.</summary>
    public static string Fill(string text, IReadOnlyDictionary<string, ParameterValue> parameters) =>
        Placeholder().Replace(text, match =>
        {
            var values = match.Groups[1].Value.Split('+', StringSplitOptions.TrimEntries).Select(name => parameters[name]).ToList();
            return values is [var only] ? only.Text : $"{values.Sum(value => (long)value.Amount)}s";
        });

    static Struct Fill(Struct from, IReadOnlyDictionary<string, ParameterValue> parameters)
    {
        var filled = new Struct();
        foreach (var (name, value) in from.Fields)
        {
            if (name is not (If or Unless))
                filled.Fields[name] = Fill(value, parameters);
        }
        return filled;
    }

    static Value Fill(Value value, IReadOnlyDictionary<string, ParameterValue> parameters) => value.KindCase switch
    {
        Value.KindOneofCase.StringValue => Value.ForString(Fill(value.StringValue, parameters)),
        Value.KindOneofCase.StructValue => Value.ForStruct(Fill(value.StructValue, parameters)),
        Value.KindOneofCase.ListValue => Value.ForList(
            [.. value.ListValue.Values.Where(element => IsThere(element, parameters)).Select(element => Fill(element, parameters))]),
        _ => value,
    };

    static bool IsThere(Value element, IReadOnlyDictionary<string, ParameterValue> parameters)
    {
        var fields = element.StructValue?.Fields;
        if (fields is null)
            return true;
        return (!fields.TryGetValue(If, out var only) || parameters[only.StringValue].IsOn)
            && (!fields.TryGetValue(Unless, out var unless) || !parameters[unless.StringValue].IsOn);
    }

    [GeneratedRegex(@"\{\{([a-z0-9_ +]+)\}\}")]
    private static partial Regex Placeholder();
}
