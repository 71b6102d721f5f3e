using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>What is asked of one run by RunService. Each is in order with the shopper's events, so it may come too late and then does nothing.</summary>
static class RunCommands
{
    /// <summary>The run that it is about; null: it begins one.</summary>
    public static Guid? RunOf(RunCommand command) => command.KindCase switch
    {
        RunCommand.KindOneofCase.Cancel => Id(command.Cancel.RunId),
        RunCommand.KindOneofCase.SkipWait => Id(command.SkipWait.RunId),
        RunCommand.KindOneofCase.Retry => Id(command.Retry.RunId),
        _ => null,
    };

    /// <summary>What it makes of the run; null when it changes nothing.</summary>
    public static Transition? Handle(CompiledWorkflow workflow, ShopperRun run, RunCommand command, RunInput input) => command.KindCase switch
    {
        RunCommand.KindOneofCase.Cancel => run.IsOpen ? Cancel(workflow, run, command, input) : null,
        RunCommand.KindOneofCase.SkipWait => Skip(workflow, run, command, input),
        RunCommand.KindOneofCase.Retry => run.State is RunState.Failed ? Retry(workflow, run, command, input) : null,
        _ => null,
    };

    static Transition Cancel(CompiledWorkflow workflow, ShopperRun run, RunCommand command, RunInput input) => RunMachine.End(
        Draft(workflow, run, command, input, RunCommandKind.Cancel), RunState.Exited, RunReasons.Cancelled);

    static Transition? Skip(CompiledWorkflow workflow, ShopperRun run, RunCommand command, RunInput input)
    {
        // The wait may be over by now, and the run in another one.
        var isInIt = run is { State: RunState.Waiting, DueTime: not null }
            && workflow.Steps[run.Step].StepId == command.SkipWait.StepId && run.Visit == command.SkipWait.Visit;
        return isInIt
            ? workflow.Steps[run.Step].OnTimer(Draft(workflow, run, command, input, RunCommandKind.SkipWait), run.DueTime!.Value)
            : null;
    }

    static Transition Retry(CompiledWorkflow workflow, ShopperRun run, RunCommand command, RunInput input)
    {
        var draft = Draft(workflow, run with { EndTime = null, EndReason = "" }, command, input, RunCommandKind.Retry);
        if (run.MessageId is null || run.Step >= workflow.Steps.Count)
            return RunMachine.Advance(draft, run.Step);
        draft.Run = draft.Run with { MessageId = null };
        return RunMachine.Advance(draft, workflow.Steps[run.Step].Next);
    }

    static TransitionDraft Draft(CompiledWorkflow workflow, ShopperRun run, RunCommand command, RunInput input, RunCommandKind kind)
    {
        var draft = new TransitionDraft(workflow, run, input);
        draft.Write(new RunEntry { Commanded = new RunCommanded { Kind = kind, RequestId = command.RequestId } });
        return draft;
    }

    static Guid? Id(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;
}
