using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.WorkflowEngine.Runs;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

sealed partial class RunRpc
{
    const int MaxRequestId = 60;
    const int MaxProperties = 16_384;

    public override async Task<StartRunResponse> StartRun(StartRunRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        WorkflowRpc.RequireId(request.WorkflowId);
        if (request.ShopperId.Length == 0)
            throw Fault.Required("shopper_id");
        var shopperId = Id(request.ShopperId, "shopper_id").ToString();
        RequireRequestId(request.RequestId);
        if (request.Properties?.CalculateSize() is > MaxProperties and var size)
            throw new Fault(FaultReasons.FieldTooLong, "properties", $"have {size} bytes; use at most {MaxProperties}.");
        var runId = NameIds.OfRunStart(shopId, request.WorkflowId, request.RequestId);
        if (await ShowAsync(shopId, runId, context.CancellationToken) is { } known)
            return new StartRunResponse { RunId = known.RunId, Run = known };

        await RequireStartableAsync(shopId, request.WorkflowId, context.CancellationToken);
        var partition = Partitions.Of(shopId, shopperId);
        var asked = await profiles.AskAsync(shopId, [(shopperId, new LogPosition { Partition = partition })], context.CancellationToken);
        if (!asked.ContainsKey(shopperId))
            throw Fault.NotFound("shopper", request.ShopperId);
        var command = new RunCommand
        {
            ShopperId = shopperId,
            RequestId = request.RequestId,
            Start = new RunStart { WorkflowId = request.WorkflowId, Properties = request.Properties },
        };
        await commands.CarryOutAsync(shopId, partition, $"start {request.WorkflowId} {request.RequestId}", command, context.CancellationToken);
        return new StartRunResponse { RunId = runId.ToString(), Run = await ShowAsync(shopId, runId, context.CancellationToken) };
    }

    public override async Task<CancelRunResponse> CancelRun(CancelRunRequest request, ServerCallContext context)
    {
        var (shopId, run) = await RunOfAsync(request.RunId, context);
        if (run.IsOpen)
        {
            var command = new RunCommand { ShopperId = run.ShopperId.ToString(), Cancel = new RunCancel { RunId = run.RunId.ToString() } };
            // A run that was tried again since may be ended again.
            await commands.CarryOutAsync(shopId, run.Partition, $"cancel {run.RunId} {run.EntryCount}", command, context.CancellationToken);
        }
        return new CancelRunResponse { Run = await ShowAsync(shopId, run.RunId, context.CancellationToken) };
    }

    public override async Task<SkipWaitResponse> SkipWait(SkipWaitRequest request, ServerCallContext context)
    {
        RequireRequestId(request.RequestId);
        var (shopId, run) = await RunOfAsync(request.RunId, context);
        if (!await runs.HasCommandAsync(run, request.RequestId, context.CancellationToken))
        {
            if (run is not { IsOpen: true, State: RunState.Waiting, DueTime: not null })
                throw Refuse(FaultReasons.RunNotWaiting, run, "is in no wait; read it, and cancel it if it is to end");
            var steps = await workflows.StepIdsAsync([run.Workflow], context.CancellationToken);
            var command = new RunCommand
            {
                ShopperId = run.ShopperId.ToString(),
                RequestId = request.RequestId,
                SkipWait = new WaitSkip { RunId = run.RunId.ToString(), StepId = steps.Of(run.Workflow, run.Step), Visit = run.Visit },
            };
            await commands.CarryOutAsync(shopId, run.Partition, $"skip {run.RunId} {request.RequestId}", command, context.CancellationToken);
        }
        return new SkipWaitResponse { Run = await ShowAsync(shopId, run.RunId, context.CancellationToken) };
    }

    public override async Task<RetryRunResponse> RetryRun(RetryRunRequest request, ServerCallContext context)
    {
        RequireRequestId(request.RequestId);
        var (shopId, run) = await RunOfAsync(request.RunId, context);
        if (run.State is RunState.Failed && !await runs.HasCommandAsync(run, request.RequestId, context.CancellationToken))
        {
            var command = new RunCommand
            {
                ShopperId = run.ShopperId.ToString(),
                RequestId = request.RequestId,
                Retry = new RunRetry { RunId = run.RunId.ToString() },
            };
            await commands.CarryOutAsync(shopId, run.Partition, $"retry {run.RunId} {request.RequestId}", command, context.CancellationToken);
        }
        return new RetryRunResponse { Run = await ShowAsync(shopId, run.RunId, context.CancellationToken) };
    }

    async Task<(string ShopId, ShopperRun Run)> RunOfAsync(string runId, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (runId.Length == 0)
            throw Fault.Required("run_id");
        var run = await runs.FindAsync(shopId, Id(runId, "run_id"), context.CancellationToken) ?? throw Fault.NotFound("run", runId);
        return (shopId, run);
    }

    async Task<Run?> ShowAsync(string shopId, Guid runId, CancellationToken cancellationToken)
    {
        if (await runs.FindAsync(shopId, runId, cancellationToken) is not { } run)
            return null;
        return ToMessage(run, await workflows.StepIdsAsync([run.Workflow], cancellationToken));
    }

    async Task RequireStartableAsync(string shopId, string workflowId, CancellationToken cancellationToken)
    {
        var workflow = (await workflows.GetAsync(shopId, workflowId, 0, cancellationToken)).Workflow;
        var active = workflow.ActiveVersion;
        var kind = active == 0
            ? Trigger.KindOneofCase.None
            : WorkflowDefinition.Parser.ParseFrom((await workflows.GetAsync(shopId, workflowId, active, cancellationToken)).Version.Definition)
                .Trigger.KindCase;
        if (workflow.PauseTime is not null)
        {
            throw new Fault(FaultReasons.WorkflowNotStartable, $"Workflow '{workflowId}' is paused; resume it first.")
            {
                Metadata = new Dictionary<string, string> { ["workflow_id"] = workflowId },
            };
        }
        if (kind is Trigger.KindOneofCase.ApiCall)
            return;
        throw new Fault(
            FaultReasons.WorkflowNotStartable,
            $"Workflow '{workflowId}' {(active == 0 ? "has no active version" : "is not started by calls")}; activate a version whose trigger is api_call.")
        {
            Metadata = new Dictionary<string, string> { ["workflow_id"] = workflowId },
        };
    }

    static Fault Refuse(FaultReason reason, ShopperRun run, string what) => new(reason, $"Run {run.RunId} {what}.")
    {
        Metadata = new Dictionary<string, string> { ["run_id"] = run.RunId.ToString(), ["state"] = run.State.ToString() },
    };

    internal static void RequireRequestId(string requestId)
    {
        if (requestId.Length == 0)
            throw Fault.Required("request_id");
        if (requestId.Length > MaxRequestId || requestId.Any(character => character is <= ' ' or > '~'))
            throw Fault.Invalid("request_id", $"takes 1 to {MaxRequestId} printable ASCII characters without spaces.");
    }
}
