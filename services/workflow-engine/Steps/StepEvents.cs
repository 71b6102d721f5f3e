using Automation.Commerce.V1;
using Automation.Ingestion.V1;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;

namespace Automation.WorkflowEngine.Steps;

/// <summary>Events of the shopper that a step lets out: committed with the run, and the same event however often it is decided.</summary>
static class StepEvents
{
    /// <summary>Lets an event out and goes on. What would be refused as too deep ends the run: workflows and events go round in a circle.</summary>
    /// <param name="values">What it says, for the history.</param>
    /// <param name="event">Its action; the rest is set here.</param>
    public static Transition Emit(TransitionDraft draft, CompiledStep step, Struct values, Event @event)
    {
        var run = draft.Run;
        if (run.Depth >= RunMachine.MaxDepth)
            return RunMachine.End(draft, RunState.Failed, RunReasons.DepthLimit,
                $"Its event would be the {RunMachine.MaxDepth + 1}th in a row that an earlier one caused; let a workflow not begin with what it emits.");
        @event.EventId = NameIds.OfEvent(run.RunId, step.StepId, run.Visit);
        @event.OccurTime = draft.Input.Now.ToTimestamp();
        draft.Write(new RunEntry
        {
            EventEmitted = new EventEmitted { StepId = step.StepId, Visit = run.Visit, EventId = @event.EventId, Values = values },
        });
        draft.Want(new Effect.Emit(new DerivedEvent
        {
            ShopId = run.Workflow.ShopId,
            ShopperId = run.ShopperId.ToString(),
            Depth = run.Depth + 1,
            Traceparent = run.Traceparent,
            Event = @event,
        }));
        return RunMachine.Advance(draft, step.Next);
    }

    /// <summary>There is nothing to say.</summary>
    public static Transition EmitNothing(TransitionDraft draft, CompiledStep step)
    {
        draft.Write(new RunEntry { EventEmitted = new EventEmitted { StepId = step.StepId, Visit = draft.Run.Visit, Values = new Struct() } });
        return RunMachine.Advance(draft, step.Next);
    }
}
