using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Enum = System.Enum;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Answers what runs did and why.</summary>
sealed class RunRpc(RunQueries runs, WorkflowStore workflows) : RunService.RunServiceBase
{
    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (!Enum.IsDefined(request.State))
            throw Fault.Invalid("state", "is no state of a run; leave it out for all.");
        if (request.WorkflowId.Length > 0)
            WorkflowRpc.RequireId(request.WorkflowId);
        var filter = new RunFilter(
            shopId, request.ShopperId.Length > 0 ? Id(request.ShopperId, "shopper_id") : null, request.WorkflowId, request.State);
        string[] list = ["runs", shopId, request.ShopperId, request.WorkflowId, request.State.ToString()];
        var after = PageToken.Read<RunPlace>(request.PageToken, list);
        var size = PageSize.Of(request.PageSize);

        var found = await runs.ListAsync(filter, after, size + 1, context.CancellationToken);
        var steps = await workflows.StepIdsAsync(found.Take(size).Select(run => run.Workflow), context.CancellationToken);
        var response = new ListRunsResponse();
        response.Runs.AddRange(found.Take(size).Select(run => ToMessage(run, steps)));
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(new RunPlace(found[size - 1].EnterTime, found[size - 1].RunId), list);
        return response;
    }

    public override async Task<GetRunResponse> GetRun(GetRunRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.RunId.Length == 0)
            throw Fault.Required("run_id");
        var id = Id(request.RunId, "run_id");
        var (run, history) = await runs.GetAsync(shopId, id, context.CancellationToken) ?? throw Fault.NotFound("run", request.RunId);
        var steps = await workflows.StepIdsAsync([run.Workflow], context.CancellationToken);
        return new GetRunResponse { Run = ToMessage(run, steps), History = { history } };
    }

    internal static Run ToMessage(ShopperRun run, StepIds steps) => new()
    {
        RunId = run.RunId.ToString(),
        WorkflowId = run.Workflow.WorkflowId,
        WorkflowVersion = run.Workflow.Version,
        ShopperId = run.ShopperId.ToString(),
        Key = run.Key,
        State = run.State,
        StepId = steps.Of(run.Workflow, run.Step),
        EnterTime = run.EnterTime.ToTimestamp(),
        ActivityTime = run.ActivityTime.ToTimestamp(),
        DueTime = run.DueTime?.ToTimestamp(),
        MessageId = run.MessageId?.ToString() ?? "",
        EndTime = run.EndTime?.ToTimestamp(),
        EndReason = run.EndReason,
    };

    static Guid Id(string text, string field) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw Fault.Invalid(field, "must be a UUID of 36 characters.");
}
