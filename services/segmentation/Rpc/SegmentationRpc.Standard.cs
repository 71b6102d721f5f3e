using Automation.Segmentation.Definitions;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <content>The segments that shops expect.</content>
sealed partial class SegmentationRpc
{
    const int MaxStandardIds = 100;

    public override async Task<InstallStandardSegmentsResponse> InstallStandardSegments(
        InstallStandardSegmentsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.SegmentIds.Count > MaxStandardIds)
            throw new Fault(FaultReasons.FieldTooLong, "segment_ids", $"has {request.SegmentIds.Count} ids; send at most {MaxStandardIds}, or none for all.");
        for (var place = 0; place < request.SegmentIds.Count; place++)
        {
            if (!StandardSegments.All.ContainsKey(request.SegmentIds[place]))
                throw Fault.Invalid($"segment_ids[{place}]", $"'{request.SegmentIds[place]}' is no standard segment; there are {string.Join(", ", StandardSegments.All.Keys)}.");
        }
        var response = new InstallStandardSegmentsResponse();
        foreach (var definition in StandardSegments.All.Values.Where(one => request.SegmentIds.Count == 0 || request.SegmentIds.Contains(one.SegmentId)))
        {
            var outcome = await standardSegments.InstallAsync(shopId, definition, DefinitionFaults.Of, context.CancellationToken);
            response.Segments.Add(new StandardSegment
            {
                SegmentId = definition.SegmentId, TemplateVersion = definition.Version, Outcome = outcome,
            });
        }
        return response;
    }
}
