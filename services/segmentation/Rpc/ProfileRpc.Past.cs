using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <content>What was: profiles of then, and what happened.</content>
sealed partial class ProfileRpc
{
    const int MaxEntries = 500;

    // Above the limit of a shop.
    const int AllSegments = 10_000;

    public override async Task<ListTimelineResponse> ListTimeline(ListTimelineRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var shopperId = ParseShopper("shopper_id", request.ShopperId);
        var before = PageToken.Read<TimelinePlace?>(request.PageToken, "timeline", shopId, request.ShopperId) ?? new TimelinePlace(long.MaxValue, 0);
        var size = PageSize.Of(request.PageSize, MaxEntries);
        var history = await ReadHistoryAsync(shopId, shopperId, request.ShopperId, context.CancellationToken);
        var changes = await memberships.ReadChangesAsync(shopId, shopperId, context.CancellationToken);
        var page = Timeline.Of(history, changes).Where(one => one.Place.IsBehind(before)).Take(size + 1).ToList();
        var response = new ListTimelineResponse { Entries = { page.Take(size).Select(one => one.Entry) } };
        if (page.Count > size)
            response.NextPageToken = PageToken.Write<TimelinePlace?>(page[size - 1].Place, "timeline", shopId, request.ShopperId);
        return response;
    }

    async Task<Profile> FoldAsync(string shopId, Guid shopperId, Timestamp asOf, CancellationToken cancellationToken)
    {
        var time = asOf.ToDateTimeOffset();
        if (time > shopTime.GetUtcNow())
            throw Fault.Invalid("as_of_time", "is in the future; send an instant that has been, or leave it out for now.");
        var state = new ProfileState();
        foreach (var logged in await ReadHistoryAsync(shopId, shopperId, $"{shopperId}", cancellationToken))
        {
            if (logged.LogTime <= asOf && ProfileFold.IsFolded(logged))
                ProfileFold.Apply(state, logged);
        }
        var profile = state.Profile ?? throw Fault.NotFound("shopper", $"{shopperId}");
        var segmentIds = await memberships.ListSegmentsAsync(shopId, shopperId, time, "", AllSegments, cancellationToken);
        profile.SegmentIds.Add(segmentIds.Select(stay => stay.Id));
        return profile;
    }

    /// <summary>As far as it is folded here.</summary>
    async Task<List<LoggedEvent>> ReadHistoryAsync(string shopId, Guid shopperId, string asked, CancellationToken cancellationToken)
    {
        if (!(await table.ReadAsync(shopId, [shopperId], cancellationToken)).TryGetValue(new ShopperKey(shopId, shopperId), out var stored))
            throw Fault.NotFound("shopper", asked);
        var included = stored.State.Profile.Position.Sequence;
        var read = await histories.ReadAsync(shopId, Partitions.Of(shopId, shopperId.ToString()), shopperId, cancellationToken);
        return [.. read.Where(logged => logged.Sequence <= included)];
    }
}
