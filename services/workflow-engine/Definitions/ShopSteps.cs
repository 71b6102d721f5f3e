using Automation.WorkflowEngine.Steps;

namespace Automation.WorkflowEngine.Definitions;

/// <summary>What the steps of all workflows of a shop may ask, so that a batch reads only what somebody may ask for.</summary>
/// <param name="ReadsZone">Whether any asks in which zone shoppers are.</param>
/// <param name="Assigns">Whether any assigns something to shoppers.</param>
/// <param name="Started">Workflows that are started by steps.</param>
sealed record ShopSteps(bool ReadsZone, bool Assigns, IReadOnlyList<CompiledWorkflow> Started)
{
    public static readonly ShopSteps None = new(false, false, []);

    public static ShopSteps Of(IReadOnlyList<(string WorkflowId, CompiledWorkflow Workflow)> workflows)
    {
        var steps = workflows.SelectMany(row => row.Workflow.Steps).ToList();
        var started = steps.OfType<StartWorkflow>().Select(step => step.WorkflowId).ToHashSet();
        return new ShopSteps(
            steps.Exists(step => step.ReadsZone),
            steps.Exists(step => step.Assigns),
            workflows.Where(row => started.Contains(row.WorkflowId)).Select(row => row.Workflow).ToList());
    }
}
