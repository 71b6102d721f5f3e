using System.Collections.Frozen;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Templates;

/// <summary>The flows that come with the suite: a file beside this one is one of them, by its name.</summary>
static class WorkflowTemplates
{
    const string Prefix = "templates/";

    /// <summary>By id.</summary>
    public static IReadOnlyDictionary<string, WorkflowTemplate> All { get; } = new SortedDictionary<string, WorkflowTemplate>(
        typeof(WorkflowTemplates).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(Read)
            .ToDictionary(template => template.TemplateId),
        StringComparer.Ordinal);

    /// <summary>Names of the events that any of them lives on.</summary>
    public static FrozenSet<string> Events { get; } = All.Values.SelectMany(template => template.Events).Select(needed => needed.Name).ToFrozenSet();

    /// <summary>What a workflow of a flow is called in a shop.</summary>
    public static string WorkflowId(string keyPrefix, WorkflowTemplate template, TemplateWorkflow workflow) =>
        workflow.Key.Length == 0 ? $"{keyPrefix}{template.TemplateId}" : $"{keyPrefix}{template.TemplateId}-{workflow.Key}";

    static WorkflowTemplate Read(string name)
    {
        using var file = new StreamReader(typeof(WorkflowTemplates).Assembly.GetManifestResourceStream(name)!);
        var template = WorkflowTemplate.Parser.ParseJson(file.ReadToEnd());
        template.TemplateId = name[Prefix.Length..];
        return template;
    }
}
