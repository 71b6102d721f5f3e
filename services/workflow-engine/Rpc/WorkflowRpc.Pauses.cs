using Automation.ServiceDefaults.Credentials;
using Automation.WorkflowEngine.V1;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <content>Holds workflows and lets them go on, and ends them.</content>
sealed partial class WorkflowRpc
{
    public override async Task<PauseWorkflowResponse> PauseWorkflow(PauseWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        var stored = await store.PauseAsync(
            shopId, request.WorkflowId, request.Etag, await HeadsAsync(context.CancellationToken), context.CancellationToken);
        // Also where it was paused before: that call may be waiting still.
        await lifetime.PassAsync(context.CancellationToken);
        return new PauseWorkflowResponse { Workflow = ToMessage(stored) };
    }

    public override async Task<ResumeWorkflowResponse> ResumeWorkflow(ResumeWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        var stored = await store.ResumeAsync(
            shopId, request.WorkflowId, request.Etag, await HeadsAsync(context.CancellationToken), context.CancellationToken);
        return new ResumeWorkflowResponse { Workflow = ToMessage(stored) };
    }

    public override async Task<ArchiveWorkflowResponse> ArchiveWorkflow(ArchiveWorkflowRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.WorkflowId);
        var stored = await store.ArchiveAsync(
            shopId, request.WorkflowId, request.Etag, await HeadsAsync(context.CancellationToken), context.CancellationToken);
        return new ArchiveWorkflowResponse { Workflow = ToMessage(stored) };
    }
}
