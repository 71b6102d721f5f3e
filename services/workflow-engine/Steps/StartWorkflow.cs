using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Starts a run of another workflow for the shopper, and goes on at once.</summary>
sealed class StartWorkflow(string stepId, string workflowId) : CompiledStep(stepId)
{
    const int MaxWorkflowId = 50;

    /// <summary>The workflow to start.</summary>
    public string WorkflowId => workflowId;

    public static StartWorkflow Compile(string stepId, StartWorkflowStep start, string path, DefinitionScope scope)
    {
        scope.Checks.Name(start.WorkflowId, $"{path}.workflow_id", MaxWorkflowId);
        return new StartWorkflow(stepId, start.WorkflowId);
    }

    public override Transition Enter(TransitionDraft draft)
    {
        var run = draft.Run;
        var answer = run.Depth >= RunMachine.MaxDepth
            ? StartAnswer.Refused(RunReasons.DepthLimit)
            : draft.Input.Starts(workflowId, run, draft.Workflow);
        var entry = new WorkflowStarted { StepId = StepId, WorkflowId = workflowId, Reason = answer.Refusal };
        if (answer.Refusal.Length == 0)
        {
            var started = NameIds.OfStartedRun(run.RunId, StepId, run.Visit);
            (entry.WorkflowVersion, entry.RunId) = (answer.Version.Version, started.ToString());
            draft.Want(new Effect.Start(answer.Version, answer.Key, started));
        }
        draft.Write(new RunEntry { WorkflowStarted = entry });
        return RunMachine.Advance(draft, Next);
    }
}
