using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Waits for an event with the run's key, or any, at most for some time.</summary>
sealed class WaitForEvent(string stepId, EventRule awaited, bool isOfAnyKey, TimeSpan timeout, StepWay onTimeout) : CompiledStep(stepId)
{
    static readonly TimeSpan s_longest = TimeSpan.FromDays(365);

    public override IReadOnlyList<StepWay> Ways { get; } = [onTimeout];

    public override bool IsWait => true;

    public override IEnumerable<string> Events => awaited.Names;

    public override string? KeyedField => isOfAnyKey ? null : "wait_for_event.event.events";

    public override string KeyRemedy => ", or set any_key";

    public static WaitForEvent Compile(string stepId, WaitForEventStep wait, string path, DefinitionScope scope)
    {
        var awaited = scope.Match(wait.Event?.Events ?? [], wait.Event?.Filter, $"{path}.event");
        var timeout = scope.Checks.RequiredSpan(wait.Timeout, $"{path}.timeout", s_longest);
        return new WaitForEvent(stepId, awaited, wait.AnyKey, timeout, new StepWay(wait.OnTimeout, "wait_for_event.on_timeout"));
    }

    public override Transition Enter(TransitionDraft draft)
    {
        var due = draft.Input.Now + timeout;
        draft.Run = draft.Run with { State = RunState.Waiting, DueTime = due };
        draft.Write(new RunEntry { WaitBegun = new WaitBegun { StepId = StepId, DueTime = due.ToTimestamp() } });
        return draft.Finish();
    }

    public override Transition? OnEvent(CompiledWorkflow workflow, ShopperRun run, EventInput input)
    {
        // One that had been parked may have been logged before the wait began.
        if (!awaited.Has(input.Name)
            || (!isOfAnyKey && workflow.KeyOf(input.Name, input.Action) != run.Key)
            || input.Now < run.DueTime - timeout)
            return null;
        if (awaited.ReadsProfile && input.Reading is null)
            return Transition.NeedsProfile;
        if (!awaited.Holds(input.Name, workflow.Scope(input.Action, input.Reading?.Profile, run.Key, input.Now)))
            return null;
        var draft = new TransitionDraft(workflow, run with { DueTime = null, ActivityTime = input.Now }, input);
        if (awaited.ReadsProfile)
            draft.ReadProfile();
        draft.Write(new RunEntry { EventCame = new EventCame { StepId = StepId } });
        return RunMachine.Advance(draft, Next);
    }

    public override Transition OnTimer(TransitionDraft draft, DateTimeOffset due)
    {
        draft.Write(new RunEntry { WaitEnded = new WaitEnded { StepId = StepId, DueTime = due.ToTimestamp() } });
        draft.Run = draft.Run with { DueTime = null };
        return RunMachine.Advance(draft, onTimeout.Step);
    }
}
