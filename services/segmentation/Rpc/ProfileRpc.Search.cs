using Automation.Conditions;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <content>Finds profiles by what they say.</content>
sealed partial class ProfileRpc
{
    const int MaxFound = 100;

    // Some 3 MB of profiles.
    const int LookedAt = 1_000;

    static readonly RootSet s_profileAlone = new RootSet().With("profile", Profile.Descriptor);

    public override async Task<SearchProfilesResponse> SearchProfiles(SearchProfilesRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var condition = Compile(request);
        await CheckSegmentAsync(shopId, request.SegmentId, context.CancellationToken);
        string[] list = ["found profiles", shopId, request.SegmentId, request.Text];
        var after = PageToken.Read<Guid>(request.PageToken, list);
        var size = PageSize.Of(request.PageSize, MaxFound);
        var candidates = request.SegmentId.Length == 0
            ? await table.ListAsync(shopId, after, LookedAt, context.CancellationToken)
            : (await memberships.ListMembersAsync(shopId, request.SegmentId, null, after, LookedAt, context.CancellationToken)).ConvertAll(stay => stay.Id);
        var read = await ReadAsync(shopId, candidates, context.CancellationToken);
        var response = new SearchProfilesResponse();
        var now = shopTime.GetUtcNow();
        foreach (var shopperId in candidates)
        {
            if (response.Profiles.Count == size)
            {
                response.NextPageToken = PageToken.Write(after, list);
                return response;
            }
            after = shopperId;
            if (read.TryGetValue(new ShopperKey(shopId, shopperId), out var stored) && stored.Damage is null
                && condition?.Holds([stored.State.Profile], now) is not false)
            {
                response.Profiles.Add(stored.State.Profile);
            }
        }
        if (candidates.Count == LookedAt)
            response.NextPageToken = PageToken.Write(after, list);
        return response;
    }

    static CompiledCondition? Compile(SearchProfilesRequest request)
    {
        if (request.Text.Length == 0)
            return request.SegmentId.Length > 0 ? null : throw Fault.Required("text");
        var result = ConditionLanguage.Compile(request.Text, s_profileAlone);
        return result.Condition ?? throw Fault.Invalid("text", result.Errors[0].ToViolation("text").Description);
    }

    async Task CheckSegmentAsync(string shopId, string segmentId, CancellationToken cancellationToken)
    {
        if (segmentId.Length == 0)
            return;
        if (SegmentIds.Check(segmentId) is { } violation)
            throw new Fault(violation);
        _ = await queries.FindAsync(shopId, segmentId, cancellationToken) ?? throw Fault.NotFound("segment", segmentId);
    }
}
