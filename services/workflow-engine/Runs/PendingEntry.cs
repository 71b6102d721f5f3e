using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Runs;

/// <summary>One of many who are to be entered into a workflow.</summary>
/// <param name="Version">What begins.</param>
/// <param name="Workflow">The same, compiled.</param>
/// <param name="Input">What begins it, without the profile.</param>
/// <param name="ExcludedSegmentIds">Who is in one of them is held back.</param>
sealed record PendingEntry(WorkflowVersion Version, CompiledWorkflow Workflow, EventInput Input, IReadOnlyList<string> ExcludedSegmentIds)
{
    public Guid ShopperId { get; } = Guid.Parse(Input.Logged.ShopperId);

    /// <summary>Why nothing began, once that is decided; empty: a run did.</summary>
    public string Refusal { get; set; } = "";
}
