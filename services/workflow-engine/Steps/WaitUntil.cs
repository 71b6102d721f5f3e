using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Waits until an instant that the profile or the cart says when a run comes here. It may be over, so this alone keeps no loop from spinning.</summary>
sealed class WaitUntil(string stepId, InstantPath? instant, StepWay otherwise) : CompiledStep(stepId)
{
    static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    public override IReadOnlyList<StepWay> Ways { get; } = [otherwise];

    public static WaitUntil Compile(string stepId, WaitUntilStep wait, string path, DefinitionScope scope)
    {
        var offset = wait.Offset ?? new Duration();
        if (offset.Nanos != 0 || Math.Abs((decimal)offset.Seconds) > (decimal)s_longest.TotalSeconds)
        {
            scope.Violations.Invalid($"{path}.offset", $"must be whole seconds, at most {s_longest.Days} days before or after.");
            offset = new Duration();
        }
        if (wait.Path.Length == 0)
            scope.Violations.Required($"{path}.path");
        var instant = wait.Path.Length == 0 ? null : scope.Instant(wait.Path, offset, $"{path}.path");
        return new WaitUntil(stepId, instant, new StepWay(wait.Otherwise, "wait_until.otherwise"));
    }

    public override Transition Enter(TransitionDraft draft)
    {
        if (draft.Input.Reading is null)
            return Transition.NeedsProfile;
        draft.ReadProfile();
        var now = draft.Input.Now;
        var (isOver, due) = instant!.Read(draft.Workflow.Scope(null, draft.Input.Reading.Profile, draft.Run.Key, now));
        if (isOver || due is null || due - now > s_longest)
        {
            draft.Write(new RunEntry { WaitSkipped = new WaitSkipped { StepId = StepId, Over = isOver } });
            return RunMachine.Advance(draft, isOver ? Next : otherwise.Step);
        }
        draft.Run = draft.Run with { State = RunState.Waiting, DueTime = due };
        draft.Write(new RunEntry { WaitBegun = new WaitBegun { StepId = StepId, DueTime = due.Value.ToTimestamp() } });
        return draft.Finish();
    }

    public override Transition OnTimer(TransitionDraft draft, DateTimeOffset due)
    {
        draft.Write(new RunEntry { WaitEnded = new WaitEnded { StepId = StepId, DueTime = due.ToTimestamp() } });
        draft.Run = draft.Run with { DueTime = null };
        return RunMachine.Advance(draft, Next);
    }
}
