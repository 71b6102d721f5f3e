using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Simulation;

/// <summary>Says why an event began no run, in the order in which the decision looks.</summary>
static class EntryExplanation
{
    /// <param name="workflow">A workflow whose trigger has events of this name.</param>
    /// <param name="input">The event, with the profile.</param>
    /// <param name="hasOpenRun">Whether a run with the event's key goes on.</param>
    public static (RefusalReason Reason, string Detail) Explain(CompiledWorkflow workflow, EventInput input, bool hasOpenRun)
    {
        if (input.Logged.Event.History)
            return (RefusalReason.History, "Its sender reports the past.");
        if (input.IsPassive)
            return (RefusalReason.NoEffect, "It left the cart as it was.");
        if (!input.IsActivityFor(workflow))
            return (RefusalReason.MaxAge, $"It was logged {input.Now - input.OccurTime} after it happened, and max_age is {workflow.MaxAge}.");
        if (input.IsBeforeOrder && workflow.EndsWithAnyOrder)
            return (RefusalReason.BeforeOrder, "It happened before an order that came first and would have ended the run.");
        if (workflow.KeyOf(input.Name, input.Action) is not { Length: > 0 } key)
            return (RefusalReason.KeyEmpty, "It has no value where the workflow's key is.");
        if (!workflow.Trigger.Holds(input.Name, workflow.Scope(input.Action, input.Reading?.Profile, key, input.Now)))
            return (RefusalReason.Filter, "The trigger's filter does not hold.");
        return hasOpenRun
            ? (RefusalReason.RunOpen, $"A run with the key '{key}' goes on.")
            : (RefusalReason.Reentry, $"The key '{key}' came in before and may not come in again yet.");
    }
}
