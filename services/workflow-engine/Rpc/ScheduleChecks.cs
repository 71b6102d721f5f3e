using Automation.Clients.Ingestion;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Clocks;
using Automation.Validation;
using Automation.WorkflowEngine.Definitions;
using Grpc.Core;

namespace Automation.WorkflowEngine.Rpc;

/// <summary>Checks a schedule against what time it is and which segments the shop has, when its version is activated.</summary>
sealed class ScheduleChecks(
    SegmentationService.SegmentationServiceClient segments, RemoteShops shops, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime)
{
    public async Task<IReadOnlyList<Violation>> FindAsync(string shopId, CompiledWorkflow workflow, CancellationToken cancellationToken)
    {
        if (workflow.Schedule is not { } schedule)
            return [];
        var violations = new ViolationList();
        var zone = (await shops.FindAsync(shopId, cancellationToken))?.TimeZone ?? "";
        if (schedule.NextAfter(shopTime.GetUtcNow(), zone) is null)
            violations.Invalid("trigger.schedule", "has no time to come any more; set once to a later time, or a cron that comes.");
        await CheckAsync(shopId, schedule.SegmentIds, "trigger.schedule.segment_ids", violations, cancellationToken);
        await CheckAsync(shopId, schedule.ExcludedSegmentIds, "trigger.schedule.exclude_segment_ids", violations, cancellationToken);
        return violations.Found;
    }

    async Task CheckAsync(
        string shopId, IReadOnlyList<string> segmentIds, string path, ViolationList violations, CancellationToken cancellationToken)
    {
        for (var index = 0; index < segmentIds.Count; index++)
        {
            try
            {
                var found = await segments.GetSegmentAsync(new GetSegmentRequest { SegmentId = segmentIds[index] }, ShopCall.For(shopId, cancellationToken));
                if (found.Segment.EffectiveVersion == 0)
                    violations.Invalid($"{path}[{index}]", $"'{segmentIds[index]}' does not count yet, or not any more; wait until it is prepared, or name another one.");
            }
            catch (RpcException exception) when (exception.StatusCode is StatusCode.NotFound)
            {
                violations.Invalid($"{path}[{index}]", $"'{segmentIds[index]}' is no segment of the shop; put it first.");
            }
        }
    }
}
