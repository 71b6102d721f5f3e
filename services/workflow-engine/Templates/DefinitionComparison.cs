using Automation.WorkflowEngine.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Templates;

/// <summary>Where a workflow is not what its flow makes, in the JSON form that people read.</summary>
static class DefinitionComparison
{
    // Nobody reads on; then the two have little in common.
    const int MaxDifferences = 50;

    public static IReadOnlyList<DefinitionDifference> Compare(WorkflowDefinition template, WorkflowDefinition workflow)
    {
        var found = new List<DefinitionDifference>();
        Compare("", JsonOf(template), JsonOf(workflow), found);
        return [.. found.Take(MaxDifferences)];
    }

    static Value JsonOf(WorkflowDefinition definition) => Value.Parser.ParseJson(JsonFormatter.Default.Format(definition));

    static void Compare(string path, Value? template, Value? workflow, List<DefinitionDifference> found)
    {
        if (Equals(template, workflow))
            return;
        if (PartsOf(template) is not { } ours || PartsOf(workflow) is not { } theirs || template!.KindCase != workflow!.KindCase)
        {
            found.Add(new DefinitionDifference { Path = path, TemplateValue = template, WorkflowValue = workflow });
            return;
        }
        foreach (var name in ours.Keys.Union(theirs.Keys))
            Compare(path.Length == 0 ? name.TrimStart('.') : $"{path}{name}", ours.GetValueOrDefault(name), theirs.GetValueOrDefault(name), found);
    }

    /// <summary>What is one level below, by the end of its path; null: nothing can be.</summary>
    static Dictionary<string, Value>? PartsOf(Value? value) => value?.KindCase switch
    {
        Value.KindOneofCase.StructValue => value.StructValue.Fields.ToDictionary(field => $".{field.Key}", field => field.Value),
        Value.KindOneofCase.ListValue => Elements(value.ListValue),
        _ => null,
    };

    // Steps are told by their id, so that one that is put between others does not make all of them differ.
    static Dictionary<string, Value> Elements(ListValue list)
    {
        var elements = new Dictionary<string, Value>();
        foreach (var (index, element) in list.Values.Index())
        {
            var name = element.StructValue?.Fields.TryGetValue("stepId", out var stepId) is true ? stepId.StringValue : $"{index}";
            elements.TryAdd($"[{name}]", element);
        }
        return elements;
    }
}
