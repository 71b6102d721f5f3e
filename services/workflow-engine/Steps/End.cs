using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Completes a run, where the list of steps goes on behind it.</summary>
sealed class End(string stepId) : CompiledStep(stepId)
{
    public override bool GoesOn => false;

    public override Transition Enter(TransitionDraft draft) => RunMachine.End(draft, RunState.Completed, "");
}
