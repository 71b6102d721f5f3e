namespace Automation.WorkflowEngine.Steps;

/// <summary>A way out of a step beside its <c>next</c>.</summary>
/// <param name="stepId">The step that it leads to; empty: as <c>next</c>.</param>
/// <param name="name">Where the definition names that, behind the step.</param>
sealed class StepWay(string stepId, string name)
{
    public string StepId => stepId;

    public string Field => name;

    /// <summary>Index of the step that it leads to; the number of steps where the run is completed.</summary>
    public int Step { get; set; }
}
