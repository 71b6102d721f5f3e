using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Shops;
using Automation.Ingestion.Telemetry;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.Validation;
using Grpc.Core;

namespace Automation.Ingestion.Rpc;

/// <summary>Where the suite's own services report what they found out.</summary>
sealed class DerivedEventRpc(
    EventLogWriter writer,
    ShopDirectory shops,
    IngestionMetrics metrics,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    ILogger<DerivedEventRpc> logger) : DerivedEventService.DerivedEventServiceBase
{
    public override async Task<RecordDerivedEventsResponse> RecordDerivedEvents(
        RecordDerivedEventsRequest request, ServerCallContext context)
    {
        context.RequireService();
        BatchAdmission.Check(request.Events);
        if (!Enum.IsDefined(request.Lane))
            throw Fault.Invalid("lane", $"{(int)request.Lane} is not a lane of this version; use another one, or leave it out.");
        var admission = new BatchAdmission(request.Events.Count, metrics);
        var now = shopClock.GetUtcNow();
        for (var i = 0; i < request.Events.Count; i++)
        {
            var derived = request.Events[i];
            PendingEvent? pending = null;
            var violation = derived.ShopId.Length > 0 && !await shops.HasAsync(derived.ShopId, context.CancellationToken)
                ? new Violation(
                    "shop_id", FaultReasons.ShopUnknown.Code, "is not the id of a shop; check it, or create the shop with ShopService.CreateShop.")
                : EventAdmission.Admit(derived, now, out pending);
            if (violation?.Reason == FaultReasons.DerivedTooDeep.Code)
                IngestionLog.DerivedTooDeep(logger, derived.ShopId, derived.Depth);
            admission.Add(i, violation, pending);
        }
        var results = request.Lane is Lane.Bulk
            ? await writer.AppendWhenIdleAsync(admission.Pending, context.CancellationToken)
            : await writer.AppendAsync(admission.Pending, context.CancellationToken);
        var response = new RecordDerivedEventsResponse { Outcomes = { admission.Settle(results) } };
        foreach (var (index, rejection) in admission.Rejections)
            response.Rejections[index] = rejection;
        return response;
    }
}
