using Automation.Conditions;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Rpc;

/// <summary>Takes in, ends and shows segments, and who is in them.</summary>
sealed partial class SegmentationRpc(
    SegmentStore store,
    SegmentQueries queries,
    MembershipQueries memberships,
    MembershipExplainer explainer,
    SegmentDayTable sizes,
    ReachableMembers reachable,
    IOptions<SegmentationOptions> options,
    StandardSegmentInstaller standardSegments,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime) : SegmentationService.SegmentationServiceBase
{
    const int MaxPage = 200;

    public override async Task<PutSegmentResponse> PutSegment(PutSegmentRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.SegmentId);
        if (request.Definition is null)
            throw Fault.Required("definition");
        var stored = await store.PutAsync(shopId, request.SegmentId, request.Definition, request.Etag, DefinitionFaults.Of, context.CancellationToken);
        return new PutSegmentResponse { Segment = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    public override async Task<ValidateSegmentResponse> ValidateSegment(ValidateSegmentRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.SegmentId.Length > 0)
            RequireId(request.SegmentId);
        if (request.Definition is null)
            throw Fault.Required("definition");
        var segments = await queries.ReadLiveAsync(shopId, context.CancellationToken);
        var compiled = SegmentCompiler.Compile(
            request.Definition, request.SegmentId, segments, await queries.ReadListIdsAsync(shopId, context.CancellationToken));
        return new ValidateSegmentResponse
        {
            Violations =
            {
                compiled.Violations.Select(violation => new SegmentViolation
                {
                    Field = violation.Field, Reason = violation.Reason, Description = violation.Description,
                }),
            },
            Text = compiled.Compiled is { } right ? ConditionLanguage.Print(right.Source) : "",
        };
    }

    public override async Task<GetSegmentResponse> GetSegment(GetSegmentRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var stored = await FindAsync(shopId, request.SegmentId, context.CancellationToken);
        return new GetSegmentResponse { Segment = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    public override async Task<ListSegmentsResponse> ListSegments(ListSegmentsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var after = PageToken.Read<string>(request.PageToken, "segments", shopId) ?? "";
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = await queries.ListAsync(shopId, after, size + 1, context.CancellationToken);
        var page = found.Take(size).ToList();
        var progress = await queries.ReadProgressAsync(shopId, page, context.CancellationToken);
        var response = new ListSegmentsResponse
        {
            Segments = { page.Select(stored => SegmentMessages.Of(stored, progress.GetValueOrDefault(stored.SegmentId))) },
        };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(page[^1].SegmentId, "segments", shopId);
        return response;
    }

    public override async Task<CancelPreparationResponse> CancelPreparation(CancelPreparationRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.SegmentId);
        var stored = await store.CancelAsync(shopId, request.SegmentId, request.Etag, context.CancellationToken);
        return new CancelPreparationResponse { Segment = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    public override async Task<PausePreparationResponse> PausePreparation(PausePreparationRequest request, ServerCallContext context) =>
        new() { Segment = await PauseAsync(request.SegmentId, request.Etag, isPaused: true, context) };

    public override async Task<ResumePreparationResponse> ResumePreparation(ResumePreparationRequest request, ServerCallContext context) =>
        new() { Segment = await PauseAsync(request.SegmentId, request.Etag, isPaused: false, context) };

    public override async Task<ArchiveSegmentResponse> ArchiveSegment(ArchiveSegmentRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(request.SegmentId);
        var stored = await store.ArchiveAsync(shopId, request.SegmentId, request.Etag, context.CancellationToken);
        return new ArchiveSegmentResponse { Segment = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    async Task<Segment> PauseAsync(string segmentId, string etag, bool isPaused, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        RequireId(segmentId);
        var stored = await store.PauseAsync(shopId, segmentId, etag, isPaused, context.CancellationToken);
        return await ShowAsync(shopId, stored, context.CancellationToken);
    }

    async Task<StoredSegment> FindAsync(string shopId, string segmentId, CancellationToken cancellationToken)
    {
        RequireId(segmentId);
        return await queries.FindAsync(shopId, segmentId, cancellationToken) ?? throw Fault.NotFound("segment", segmentId);
    }

    async Task<Segment> ShowAsync(string shopId, StoredSegment stored, CancellationToken cancellationToken)
    {
        var progress = await queries.ReadProgressAsync(shopId, [stored], cancellationToken);
        return SegmentMessages.Of(stored, progress.GetValueOrDefault(stored.SegmentId));
    }

    static void RequireId(string segmentId)
    {
        if (SegmentIds.Check(segmentId) is { } violation)
            throw new Fault(violation);
    }
}
