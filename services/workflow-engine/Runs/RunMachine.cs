using Automation.Commerce.V1;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Triggers;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Runs;

/// <summary>
/// Decides: (workflow, run, input) → (run, history, effects). No I/O, no clock, no memory of its own: the same input
/// decides the same way live, in simulation and in replay. What is true of every step stands here, the rest in Steps/.
/// </summary>
static class RunMachine
{
    /// <summary>Ingestion takes no event that is further from its first cause.</summary>
    public const int MaxDepth = 16;

    /// <summary>The run that an event begins; null when it begins none.</summary>
    public static Transition? Enter(WorkflowVersion version, CompiledWorkflow workflow, EventInput input)
    {
        if (!workflow.Trigger.Has(input.Name)
            || (input.WorkflowId is { } only && only != version.WorkflowId)
            || !input.IsActivityFor(workflow)
            || (input.IsBeforeOrder && workflow.EndsWithAnyOrder)
            || workflow.KeyOf(input.Name, input.Action) is not { Length: > 0 } key)
            return null;
        if (workflow.Trigger.ReadsProfile && input.Reading is null)
            return Transition.NeedsProfile;
        if (!workflow.Trigger.Holds(input.Name, workflow.Scope(input.Action, input.Reading?.Profile, key, input.Now)))
            return null;
        var run = Begin(version, key, input) with { Subject = input.IsEvent ? workflow.Content.SubjectOf(input.Logged.Event) : null };
        var draft = new TransitionDraft(workflow, run, input);
        if (workflow.Trigger.ReadsProfile)
            draft.ReadProfile();
        draft.Write(new RunEntry { Entered = TriggerKinds.Entered(key, input) });
        return Advance(draft, 0);
    }

    /// <summary>A run before its first decision.</summary>
    public static ShopperRun Begin(WorkflowVersion version, string key, EventInput input) => new()
    {
        // One record of time may move many shoppers, one event moves one.
        RunId = input.RunId ?? (input.IsEvent
            ? NameIds.OfRun(version.ShopId, version.WorkflowId, key, input.Position.Partition, input.Logged.Sequence)
            : NameIds.OfMovedRun(version.ShopId, version.WorkflowId, key, input.Logged.ShopperId, input.Position.Partition, input.Logged.Sequence)),
        Workflow = version,
        ShopperId = Guid.Parse(input.Logged.ShopperId),
        Partition = input.Position.Partition,
        Key = key,
        EnterTime = input.Now,
        EnterSequence = input.Logged.Sequence,
        Depth = input.Logged.Depth,
        Traceparent = input.Logged.Traceparent,
        ActivityTime = input.Now,
    };

    /// <summary>The run that a step of another one starts.</summary>
    /// <param name="sequence">Everything of the shopper up to it was before.</param>
    public static Transition Start(CompiledWorkflow workflow, Effect.Start start, ShopperRun starter, RunInput input, long sequence)
    {
        var draft = new TransitionDraft(workflow, Begin(start, starter, input, sequence), input);
        draft.Write(new RunEntry { Entered = new RunEntered { Key = start.Key, StarterRunId = starter.RunId.ToString() } });
        return Advance(draft, 0);
    }

    /// <summary>The same before its first decision.</summary>
    public static ShopperRun Begin(Effect.Start start, ShopperRun starter, RunInput input, long sequence) => new()
    {
        RunId = start.RunId,
        Workflow = start.Version,
        ShopperId = starter.ShopperId,
        Partition = starter.Partition,
        Key = start.Key,
        EnterTime = input.Now,
        EnterSequence = sequence,
        Depth = starter.Depth + 1,
        Traceparent = starter.Traceparent,
        ActivityTime = input.Now,
    };

    /// <summary>What an input makes of a run that goes on; null when it changes nothing.</summary>
    public static Transition? Handle(CompiledWorkflow workflow, ShopperRun run, RunInput input) => input switch
    {
        EventInput { Action: RunCommand command } => RunCommands.Handle(workflow, run, command, input),
        _ when !run.IsOpen => null,
        EventInput arrived => OnEvent(workflow, run, arrived),
        _ => OnTimer(workflow, run, input),
    };

    /// <summary>Ends a run that cannot go on, so that it stops nobody else. Looks at as little as it can.</summary>
    public static Transition Fail(CompiledWorkflow? workflow, ShopperRun run, RunInput input, string reason, string detail) =>
        End(new TransitionDraft(workflow, run, input) { KeepsInputs = false }, RunState.Failed, reason, detail);

    /// <summary>Ends a run in whose place another one has begun.</summary>
    public static Transition Supersede(CompiledWorkflow? workflow, ShopperRun run, RunInput input) =>
        End(new TransitionDraft(workflow, run, input) { KeepsInputs = false }, RunState.Exited, RunReasons.Superseded);

    /// <summary>Goes on with a step; behind the last one the run is completed.</summary>
    public static Transition Advance(TransitionDraft draft, int step)
    {
        if (step == draft.Workflow.Steps.Count)
        {
            draft.Run = draft.Run with { Step = step };
            return End(draft, RunState.Completed, "");
        }
        if (draft.Run.Visits.Of(step) == StepVisits.Max)
            return End(draft, RunState.Failed, RunReasons.VisitLimit,
                $"Step '{draft.Workflow.Steps[step].StepId}' was due for the {StepVisits.Max + 1}th time; let the way back end by an exit event.");
        draft.Run = draft.Run with { Step = step, Visits = draft.Run.Visits.With(step) };
        return draft.Workflow.Steps[step].Enter(draft);
    }

    /// <summary>The run is over.</summary>
    public static Transition End(TransitionDraft draft, RunState state, string reason, string detail = "")
    {
        var stepId = draft.StepId;
        draft.Run = draft.Run with
        {
            State = state,
            DueTime = null,
            // Tried again, what failed must not ask for the same message a second time.
            MessageId = state is RunState.Failed ? draft.Run.MessageId : null,
            EndTime = draft.Input.Now,
            EndReason = reason,
        };
        draft.Write(new RunEntry { Ended = new RunEnded { State = state, StepId = stepId, Reason = reason, Detail = detail } });
        return draft.Finish();
    }

    static Transition? OnEvent(CompiledWorkflow workflow, ShopperRun run, EventInput input)
    {
        var step = workflow.Steps[run.Step];
        if (step.OnAnswer(workflow, run, input) is { } answered)
            return answered;
        // Only an event that was parked and is tried again is older than what the run has seen; it changes nothing now.
        if (input.Logged.Sequence <= run.EnterSequence || input.Now < run.ActivityTime)
            return null;
        // An exit goes before everything else that the same event may mean. What happened before anything that the run is about,
        // such as an order that an import brings, ends nothing.
        foreach (var exit in input.OccurTime < run.EnterTime - workflow.MaxAge ? [] : workflow.Exits)
        {
            if (!exit.Has(input.Name))
                continue;
            if (exit.ReadsProfile && input.Reading is null)
                return Transition.NeedsProfile;
            if (!exit.Holds(input.Name, workflow.Scope(input.Action, input.Reading?.Profile, run.Key, input.Now)))
                continue;
            var draft = new TransitionDraft(workflow, run, input);
            if (exit.ReadsProfile)
                draft.ReadProfile();
            return End(draft, RunState.Exited, RunReasons.ExitEvent);
        }
        return input.IsActivityFor(workflow) ? step.OnEvent(workflow, run, input) : null;
    }

    static Transition? OnTimer(CompiledWorkflow workflow, ShopperRun run, RunInput input)
    {
        if (run.DueTime is not { } due || due > input.Now)
            return null;
        var transition = workflow.Steps[run.Step].OnTimer(new TransitionDraft(workflow, run, input), due);
        return transition == Transition.NeedsProfile ? transition : transition with { LateBy = input.Now - due };
    }
}
