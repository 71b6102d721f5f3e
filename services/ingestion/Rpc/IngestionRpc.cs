using Automation.Commerce.V1;
using Automation.Ingestion.Admission;
using Automation.Ingestion.Appending;
using Automation.Ingestion.Shops;
using Automation.Ingestion.Storage;
using Automation.Ingestion.Telemetry;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Telemetry;
using Grpc.Core;

namespace Automation.Ingestion.Rpc;

/// <summary>The entry point of events: one, a batch; streams and questions beside.</summary>
sealed partial class IngestionRpc(
    EventLogWriter writer,
    EventLogReader log,
    ShopDirectory shops,
    CredentialCheck credentials,
    ShopperDirectory shoppers,
    IngestionMetrics metrics,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopClock,
    IHostApplicationLifetime lifetime) : IngestionService.IngestionServiceBase
{
    public override async Task<RecordEventResponse> RecordEvent(RecordEventRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        if (request.Event is null)
            throw Fault.Required("event");
        var violation = EventAdmission.Admit(
            request.Event, shopId, context.Caller().IsService, EventActivity.CurrentTraceparent, shopClock.GetUtcNow(), out var pending);
        if (violation is { } wrong)
        {
            metrics.Rejected(wrong.Reason);
            throw new Fault(wrong.Under("event"));
        }
        var result = (await writer.AppendAsync([pending!], context.CancellationToken))[0];
        var outcome = result.Outcome is AppendOutcome.Recorded ? Outcome.Recorded : Outcome.Duplicate;
        metrics.Answered(outcome, 1);
        var response = new RecordEventResponse { Outcome = outcome, Warnings = { EventWarnings.Of(result.Settled ?? pending!, metrics) } };
        if (outcome is Outcome.Recorded)
        {
            response.ShopperId = result.ShopperId?.ToString() ?? "";
            response.Position = new LogPosition { Partition = result.Partition, Sequence = result.Sequence };
        }
        return response;
    }

    public override async Task<BatchRecordEventsResponse> BatchRecordEvents(BatchRecordEventsRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        BatchAdmission.Check(request.Events);
        var admission = Admit(request.Events, request.History, shopId, context);
        var results = await writer.AppendAsync(admission.Pending, context.CancellationToken);
        var response = new BatchRecordEventsResponse { Outcomes = { admission.Settle(results) } };
        foreach (var (index, rejection) in admission.Rejections)
            response.Rejections[index] = rejection;
        foreach (var (index, warnings) in admission.Warnings)
            response.Warnings[index] = warnings;
        response.Positions.Add(Reached(results));
        if (request.WithShopperIds)
            response.ShopperIds.Add(admission.ShopperIdsOf(results));
        return response;
    }

    BatchAdmission Admit(Google.Protobuf.Collections.RepeatedField<Event> events, bool history, string shopId, ServerCallContext context) =>
        BatchAdmission.Of(
            events, history, shopId, context.Caller().IsService, EventActivity.CurrentTraceparent, shopClock.GetUtcNow(), metrics);

    static IEnumerable<LogPosition> Reached(IReadOnlyList<AppendResult> results) =>
        results.Where(result => result.Outcome is AppendOutcome.Recorded)
            .SelectMany(result => (result.Controls ?? []).Select(control => (control.Partition, control.Sequence))
                .Prepend((result.Partition, result.Sequence)))
            .GroupBy(place => place.Partition, place => place.Sequence)
            .OrderBy(partition => partition.Key)
            .Select(partition => new LogPosition { Partition = partition.Key, Sequence = partition.Max() });
}
