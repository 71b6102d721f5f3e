using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Simulation;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Shows simulated shoppers, as much of them as was asked for.</summary>
static class SimulationMessages
{
    public static ShopperTrace ToMessage(SimulatedShopper shopper, TraceDetail detail, StepIds steps)
    {
        var trace = new ShopperTrace
        {
            Shopper = shopper.Shopper,
            Runs = { shopper.Runs.Select(run => ToMessage(run.Run, run.History, run.Messages, detail, steps)) },
        };
        if (detail is TraceDetail.Messages)
            return trace;
        trace.Refusals.Add(shopper.Refusals);
        trace.Memberships.Add(shopper.Memberships);
        return trace;
    }

    public static RunTrace ToMessage(
        ShopperRun run, IEnumerable<RunEntry> history, IEnumerable<MessageTrace> messages, TraceDetail detail, StepIds steps)
    {
        var trace = new RunTrace { Run = RunRpc.ToMessage(run, steps) };
        if (detail is not TraceDetail.Messages)
            trace.History.Add(history);
        foreach (var message in messages)
        {
            // The same as in the history.
            var shown = message.Clone();
            if (detail is TraceDetail.Messages)
                shown.Content = null;
            trace.Messages.Add(shown);
        }
        return trace;
    }

    public static StepIds StepsOf(IEnumerable<(WorkflowVersion Version, CompiledWorkflow Workflow)> workflows) =>
        new(workflows.ToDictionary(row => row.Version, row => (IReadOnlyList<string>)[.. row.Workflow.Steps.Select(step => step.StepId)]));
}
