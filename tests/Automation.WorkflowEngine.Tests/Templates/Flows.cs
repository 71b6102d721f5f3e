using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Templates;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Tests.Templates;

/// <summary>What flows make of their parameters.</summary>
static class Flows
{
    public static TheoryData<string> All => [.. WorkflowTemplates.All.Keys];

    public static WorkflowTemplate Template(string templateId) => WorkflowTemplates.All[templateId];

    /// <summary>The workflows of a flow, by id.</summary>
    public static IReadOnlyList<(string WorkflowId, WorkflowDefinition Definition)> Made(string templateId, params (string Name, Value Value)[] chosen)
    {
        var template = Template(templateId);
        var violations = new ViolationList();
        var parameters = TemplateParameters.Read(template, chosen.Select(row => new KeyValuePair<string, Value>(row.Name, row.Value)), violations);
        Assert.Empty(violations.Found);
        return [.. template.Workflows.Select(workflow => (WorkflowTemplates.WorkflowId("", template, workflow), DefinitionFilling.Fill(workflow, parameters)))];
    }

    /// <summary>The same, compiled.</summary>
    public static IEnumerable<(string WorkflowId, CompiledWorkflow Workflow)> Compiled(string templateId, params (string Name, Value Value)[] chosen) =>
        Made(templateId, chosen).Select(made => (made.WorkflowId, Story.Compiled(made.Definition)));
}
