using Automation.WorkflowEngine.Definitions;

namespace Automation.WorkflowEngine.Runs;

/// <summary>Whether a step may start a run of a workflow for its shopper now. What it answers is in the history of who asked.</summary>
/// <param name="workflowId">The workflow to start.</param>
/// <param name="starter">The run whose step asks.</param>
/// <param name="workflow">What the starter runs.</param>
delegate StartAnswer StartQuestion(string workflowId, ShopperRun starter, CompiledWorkflow workflow);

/// <summary>The answer.</summary>
/// <param name="Version">What would begin.</param>
/// <param name="Key">Of the new run.</param>
/// <param name="Refusal">A code of <see cref="RunReasons"/>; empty: it begins.</param>
readonly record struct StartAnswer(WorkflowVersion Version, string Key, string Refusal)
{
    /// <summary>Nothing can be started.</summary>
    public static readonly StartQuestion Never = (_, _, _) => Refused(RunReasons.WorkflowInactive);

    public static StartAnswer Refused(string reason) => new(default, "", reason);
}
