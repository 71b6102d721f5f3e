using System.Collections.Frozen;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Lets time pass.</summary>
sealed class Wait(string stepId, TimeSpan duration, FrozenSet<string> restartOn) : CompiledStep(stepId)
{
    static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    public override bool IsWait => true;

    public override IEnumerable<string> Events => restartOn;

    public override string KeyedField => "wait.restart_on";

    public static Wait Compile(string stepId, WaitStep wait, string path, DefinitionScope scope)
    {
        var duration = scope.Checks.RequiredSpan(wait.Duration, $"{path}.duration", s_longest);
        return new Wait(stepId, duration, scope.Checks.Events(wait.RestartOn, $"{path}.restart_on").ToFrozenSet());
    }

    public override Transition Enter(TransitionDraft draft)
    {
        var due = draft.Input.Now + duration;
        draft.Run = draft.Run with { State = RunState.Waiting, DueTime = due };
        draft.Write(new RunEntry { WaitBegun = new WaitBegun { StepId = StepId, DueTime = due.ToTimestamp() } });
        return draft.Finish();
    }

    /// <summary>An event with the run's key begins the wait anew.</summary>
    public override Transition? OnEvent(CompiledWorkflow workflow, ShopperRun run, EventInput input)
    {
        if (!restartOn.Contains(input.Name) || workflow.KeyOf(input.Name, input.Action) != run.Key)
            return null;
        var due = input.Now + duration;
        var draft = new TransitionDraft(workflow, run with { DueTime = due, ActivityTime = input.Now }, input);
        draft.Write(new RunEntry { WaitRestarted = new WaitRestarted { StepId = StepId, DueTime = due.ToTimestamp() } });
        return draft.Finish();
    }

    public override Transition OnTimer(TransitionDraft draft, DateTimeOffset due)
    {
        draft.Write(new RunEntry { WaitEnded = new WaitEnded { StepId = StepId, DueTime = due.ToTimestamp() } });
        draft.Run = draft.Run with { DueTime = null };
        return RunMachine.Advance(draft, Next);
    }
}
