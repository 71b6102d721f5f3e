using System.Globalization;
using System.Text;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.Memberships;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Google.Protobuf;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace Automation.Segmentation.Rpc;

/// <summary>How large segments are, alone and together, and who is in one, as a file.</summary>
sealed class SegmentAnalysisRpc(
    SegmentQueries queries,
    CombinationQueries combinations,
    MembershipQueries memberships,
    SegmentPreview preview,
    AnalysisGate gate,
    IOptions<SegmentationOptions> options,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime) : SegmentAnalysisService.SegmentAnalysisServiceBase
{
    const int DefaultJudged = 2_000;
    const int MaxJudged = 20_000;
    const int DefaultExamples = 5;
    const int MaxExamples = 50;
    const int MaxSegments = 20;
    const int MaxCompared = 10;
    const int ExportPage = 10_000;

    public override async Task<PreviewSegmentResponse> PreviewSegment(PreviewSegmentRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.Definition is null)
            throw Fault.Required("definition");
        var judgeCount = Bounded("judge_count", request.JudgeCount, DefaultJudged, MaxJudged);
        var examples = Bounded("example_count", request.ExampleCount, DefaultExamples, MaxExamples);
        var definition = request.Definition;
        // What is tried has no name yet.
        if (definition.DisplayName.Length == 0)
        {
            definition = definition.Clone();
            definition.DisplayName = "preview";
        }
        using var running = gate.Enter(shopId);
        var known = await queries.ReadLiveAsync(shopId, context.CancellationToken);
        var compiled = SegmentCompiler.Compile(definition, "", known, await queries.ReadListIdsAsync(shopId, context.CancellationToken));
        if (compiled.Violations.Count > 0)
            throw DefinitionFaults.Of(compiled);
        var now = shopTime.GetUtcNow();
        var found = await preview.RunAsync(shopId, new SegmentTrial(compiled.Compiled!, known), judgeCount, examples, now, context.CancellationToken);
        return new PreviewSegmentResponse
        {
            ShopperCount = found.ShopperCount,
            JudgedCount = found.JudgedCount,
            MatchingCount = found.MatchingCount,
            EstimatedCount = found.Estimate,
            LowCount = found.Bounds.Low,
            HighCount = found.Bounds.High,
            ExampleShopperIds = { found.Examples },
            PreviewTime = now.ToTimestamp(),
            Reachable = { found.Reachable },
        };
    }

    public override async Task<CountCombinationResponse> CountCombination(CountCombinationRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.InAll.Count + request.InAny.Count == 0)
            throw Fault.Invalid("in_all", "is empty, and so is in_any; name a segment in one of them: in_none only leaves out.");
        var count = request.InAll.Count + request.InAny.Count + request.InNone.Count;
        if (count > MaxSegments)
            throw Fault.Invalid("in_all", $"and the others name {count} segments; name {MaxSegments} at most.");
        using var running = gate.Enter(shopId);
        await RequireAsync(shopId, "in_all", request.InAll, context.CancellationToken);
        await RequireAsync(shopId, "in_any", request.InAny, context.CancellationToken);
        await RequireAsync(shopId, "in_none", request.InNone, context.CancellationToken);
        return new CountCombinationResponse
        {
            MemberCount = await combinations.CountAsync(shopId, request.InAll, request.InAny, request.InNone, context.CancellationToken),
        };
    }

    public override async Task<CompareSegmentsResponse> CompareSegments(CompareSegmentsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.SegmentIds.Count is < 2 or > MaxCompared)
            throw Fault.Invalid("segment_ids", $"has {request.SegmentIds.Count} segments; name 2 to {MaxCompared}.");
        if (request.SegmentIds.Distinct().Count() < request.SegmentIds.Count)
            throw Fault.Invalid("segment_ids", "names a segment twice; name each once.");
        using var running = gate.Enter(shopId);
        await RequireAsync(shopId, "segment_ids", request.SegmentIds, context.CancellationToken);
        var counts = await combinations.OverlapsAsync(shopId, request.SegmentIds, context.CancellationToken);
        var pairs = request.SegmentIds.SelectMany((one, place) => request.SegmentIds.Skip(place).Select(other => (one, other)));
        return new CompareSegmentsResponse
        {
            Overlaps =
            {
                pairs.Select(pair => new SegmentOverlap
                {
                    SegmentId = pair.one, OtherSegmentId = pair.other, MemberCount = counts.GetValueOrDefault(pair),
                }),
            },
        };
    }

    public override async Task ExportMembers(
        ExportMembersRequest request, IServerStreamWriter<ExportMembersResponse> responseStream, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var asOf = MemberRequests.ReadTime(request.AsOfTime, shopTime.GetUtcNow(), options.Value.MembershipRetention);
        await FindAsync(shopId, "segment_id", request.SegmentId, context.CancellationToken);
        // All pages of one file are of one instant, whoever comes and goes meanwhile.
        var instant = asOf ?? shopTime.GetUtcNow();
        var (after, lines) = (Guid.Empty, new StringBuilder("shopper_id,enter_time\r\n"));
        while (true)
        {
            var page = await memberships.ListMembersAsync(shopId, request.SegmentId, instant, after, ExportPage, context.CancellationToken);
            foreach (var stay in page)
                lines.Append(CultureInfo.InvariantCulture, $"{stay.Id},{stay.EnterTime.UtcDateTime:yyyy-MM-ddTHH:mm:ss.ffffffZ}\r\n");
            if (lines.Length > 0)
                await responseStream.WriteAsync(new ExportMembersResponse { Content = ByteString.CopyFromUtf8(lines.ToString()) }, context.CancellationToken);
            if (page.Count < ExportPage)
                return;
            after = page[^1].Id;
            lines.Clear();
        }
    }

    static int Bounded(string field, int asked, int usual, int most) => asked switch
    {
        0 => usual,
        < 0 => throw Fault.Invalid(field, $"is {asked}; send 0 for {usual}, or a number up to {most}."),
        _ => Math.Min(asked, most),
    };

    async Task RequireAsync(string shopId, string field, RepeatedField<string> segmentIds, CancellationToken cancellationToken)
    {
        for (var place = 0; place < segmentIds.Count; place++)
            await FindAsync(shopId, $"{field}[{place}]", segmentIds[place], cancellationToken);
    }

    async Task FindAsync(string shopId, string field, string segmentId, CancellationToken cancellationToken)
    {
        if (SegmentIds.Check(segmentId) is { } violation)
            throw new Fault(violation with { Field = field });
        if (await queries.FindAsync(shopId, segmentId, cancellationToken) is null)
            throw Fault.NotFound("segment", segmentId);
    }
}
