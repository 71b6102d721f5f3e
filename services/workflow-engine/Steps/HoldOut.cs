using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Holds out a share of the shoppers from marketing, from here to the end of their runs.</summary>
sealed class HoldOut(string stepId, int percent) : CompiledStep(stepId)
{
    // What an assignment says.
    const string Out = "held-out";
    const string In = "not-held-out";

    public override bool Assigns => true;

    public static HoldOut Compile(string stepId, HoldOutStep holdOut, string path, DefinitionScope scope)
    {
        if (holdOut.Percent is < 1 or > 99)
            scope.Violations.Invalid($"{path}.percent", "must be 1 to 99; remove the step to hold out nobody.");
        return new HoldOut(stepId, holdOut.Percent);
    }

    /// <summary>Whether a run has passed a hold-out of its workflow whose lot fell on its shopper.</summary>
    public static bool Holds(TransitionDraft draft)
    {
        var steps = draft.Workflow.Steps;
        for (var index = 0; index < steps.Count; index++)
        {
            if (steps[index] is HoldOut holdOut && draft.Run.Visits.Of(index) > 0 && draft.WayOf(holdOut.StepId) == Out)
                return true;
        }
        return false;
    }

    public override Transition Enter(TransitionDraft draft)
    {
        var assigned = draft.WayOf(StepId);
        var isOut = assigned is null ? Lots.Of(draft.Run, StepId) < percent : assigned == Out;
        if (assigned is null)
            draft.Assign(StepId, isOut ? Out : In);
        draft.Write(new RunEntry { HoldOutDecided = new HoldOutDecided { StepId = StepId, HeldOut = isOut, Kept = assigned is not null } });
        return RunMachine.Advance(draft, Next);
    }
}
