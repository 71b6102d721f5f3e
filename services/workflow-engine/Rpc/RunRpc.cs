using Automation.Clients.Segmentation;
using Automation.ServiceDefaults.Clocks;
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

/// <summary>Answers what runs did and why, and passes on what is asked of them.</summary>
sealed partial class RunRpc(RunQueries runs, WorkflowStore workflows, RunCommandLog commands, ProfileReader profiles) : RunService.RunServiceBase
{
    // Of so many decisions GetRun shows the first.
    internal const int ShownEntries = 200;

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (!Enum.IsDefined(request.State))
            throw Fault.Invalid("state", "is no state of a run; leave it out for all.");
        if (request.WorkflowId.Length > 0)
            WorkflowRpc.RequireId(request.WorkflowId);
        if (request.WorkflowVersion < 0)
            throw Fault.Invalid("workflow_version", "must not be negative; 0 is all of them.");
        if (request.WorkflowId.Length == 0 && (request.StepId.Length > 0 || request.WorkflowVersion > 0))
            throw Fault.Required("workflow_id");
        var filter = new RunFilter(
            shopId, request.ShopperId.Length > 0 ? Id(request.ShopperId, "shopper_id") : null, request.WorkflowId, request.State)
        {
            Version = request.WorkflowVersion,
            Places = request.StepId.Length == 0
                ? null
                : await workflows.PlacesOfStepAsync(shopId, request.WorkflowId, request.StepId, context.CancellationToken),
            EndReason = request.EndReason,
            MinEnterTime = Instant(request.MinEnterTime, "min_enter_time"),
            BeforeEnterTime = Instant(request.BeforeEnterTime, "before_enter_time"),
        };
        string[] list =
        [
            "runs", shopId, request.ShopperId, request.WorkflowId, request.State.ToString(), $"{request.WorkflowVersion}", request.StepId,
            request.EndReason, $"{request.MinEnterTime}", $"{request.BeforeEnterTime}",
        ];
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
        var (run, history, refused) = await runs.GetAsync(shopId, id, 0, ShownEntries, context.CancellationToken) ?? throw Fault.NotFound("run", request.RunId);
        var steps = await workflows.StepIdsAsync([run.Workflow], context.CancellationToken);
        return new GetRunResponse
        {
            Run = ToMessage(run, steps),
            History = { history },
            RefusedEvents = { refused },
            NextPageToken = NextOf(run, history),
        };
    }

    public override async Task<ListRunHistoryResponse> ListRunHistory(ListRunHistoryRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.RunId.Length == 0)
            throw Fault.Required("run_id");
        var id = Id(request.RunId, "run_id");
        var after = PageToken.Read<int>(request.PageToken, "history", id.ToString());
        var size = PageSize.Of(request.PageSize);
        var (run, history, _) = await runs.GetAsync(shopId, id, after, size, context.CancellationToken) ?? throw Fault.NotFound("run", request.RunId);
        return new ListRunHistoryResponse { History = { history }, NextPageToken = NextOf(run, history) };
    }

    static string NextOf(ShopperRun run, IReadOnlyList<RunEntry> page) =>
        page.Count > 0 && page[^1].Number < run.EntryCount ? PageToken.Write(page[^1].Number, "history", run.RunId.ToString()) : "";

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

    static DateTimeOffset? Instant(Timestamp? time, string field) => time is null ? null
        : time.IsTime() ? time.ToDateTimeOffset()
        : throw Fault.Invalid(field, TimestampRange.Rule);

    static Guid Id(string text, string field) =>
        Guid.TryParseExact(text, "D", out var id) ? id : throw Fault.Invalid(field, "must be a UUID of 36 characters.");
}
