using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

sealed partial class RunRpc
{
    public override async Task<CountRunsResponse> CountRuns(CountRunsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        WorkflowRpc.RequireId(request.WorkflowId);
        if (request.WorkflowVersion < 0)
            throw Fault.Invalid("workflow_version", "must not be negative; 0 is all of them.");
        await workflows.GetAsync(shopId, request.WorkflowId, request.WorkflowVersion, context.CancellationToken);
        var rows = await runs.CountAsync(shopId, request.WorkflowId, request.WorkflowVersion, context.CancellationToken);
        var steps = await workflows.StepIdsAsync(
            rows.Select(row => new WorkflowVersion(shopId, request.WorkflowId, row.Version)), context.CancellationToken);
        var response = new CountRunsResponse();
        foreach (var place in rows.GroupBy(row => (row.Version, row.Step)))
        {
            // Behind the last step nobody stands.
            var stepId = steps.Of(new WorkflowVersion(shopId, request.WorkflowId, place.Key.Version), place.Key.Step);
            if (stepId.Length == 0)
                continue;
            long Sum(Func<RunCountRow, bool> counts) => place.Where(counts).Sum(row => row.Count);
            response.Steps.Add(new StepCount
            {
                WorkflowVersion = place.Key.Version,
                StepId = stepId,
                EnteredCount = Sum(row => row.State == RunCounts.Entered),
                WaitingCount = Sum(row => row.State == (short)RunState.Waiting),
                SendingCount = Sum(row => row.State == (short)RunState.Sending),
                EndedCount = Sum(row => IsEnd(row.State)),
            });
        }
        response.Ended.AddRange(rows
            .Where(row => IsEnd(row.State))
            .GroupBy(row => (row.Version, row.State, row.EndReason))
            .OrderBy(ends => ends.Key)
            .Select(ends => new RunCount
            {
                WorkflowVersion = ends.Key.Version,
                State = (RunState)ends.Key.State,
                EndReason = ends.Key.EndReason,
                Count = ends.Sum(row => row.Count),
            })
            .Where(ends => ends.Count > 0));
        return response;
    }

    static bool IsEnd(short state) => (RunState)state is RunState.Completed or RunState.Exited or RunState.Failed;
}
