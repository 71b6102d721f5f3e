using Automation.ServiceDefaults.Credentials;
using Automation.WorkflowEngine.Storage;
using Automation.WorkflowEngine.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Stops a shop's marketing and lets it go on.</summary>
sealed class MarketingRpc(MarketingStore store, CheckLifetime lifetime) : MarketingService.MarketingServiceBase
{
    public override async Task<PauseMarketingResponse> PauseMarketing(PauseMarketingRequest request, ServerCallContext context)
    {
        var stopTime = await store.StopAsync(context.RequireShop(), context.CancellationToken);
        // Also where it was stopped before: that call may be waiting still.
        await lifetime.PassAsync(context.CancellationToken);
        return new PauseMarketingResponse { Marketing = ToMessage(stopTime) };
    }

    public override async Task<ResumeMarketingResponse> ResumeMarketing(ResumeMarketingRequest request, ServerCallContext context)
    {
        await store.ResumeAsync(context.RequireShop(), context.CancellationToken);
        return new ResumeMarketingResponse { Marketing = ToMessage(null) };
    }

    public override async Task<GetMarketingResponse> GetMarketing(GetMarketingRequest request, ServerCallContext context) =>
        new() { Marketing = ToMessage(await store.FindAsync(context.RequireShop(), context.CancellationToken)) };

    static Marketing ToMessage(DateTimeOffset? stopTime) => new() { PauseTime = stopTime?.ToTimestamp() };
}
