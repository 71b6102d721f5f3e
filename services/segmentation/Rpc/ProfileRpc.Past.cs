using Automation.Commerce.V1;
using Automation.EventLog.Following;
using Automation.Profiles;
using Automation.Segmentation.Definitions;
using Automation.Segmentation.Profiles;
using Automation.Segmentation.Storage;
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

    // A record changes each segment of a shop at most once.
    const int MaxChangesOfRecord = SegmentIds.PerShop;

    public override async Task<ListTimelineResponse> ListTimeline(ListTimelineRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var shopperId = ParseShopper("shopper_id", request.ShopperId);
        var before = PageToken.Read<TimelinePlace?>(request.PageToken, "timeline", shopId, request.ShopperId) ?? new TimelinePlace(long.MaxValue, 0);
        var size = PageSize.Of(request.PageSize, MaxEntries);
        var (history, parked) = await FindHistoryAsync(shopId, shopperId, request.ShopperId, context.CancellationToken);
        // Streamed once through, of which the latest are kept: one for each entry, one that the page before ended with, one that begins the next.
        var events = new Queue<LoggedEvent>();
        await foreach (var logged in history)
        {
            if (logged.Sequence > before.Sequence)
                break;
            if (logged.Event is null)
                continue;
            events.Enqueue(logged);
            if (events.Count > size + 2)
                events.Dequeue();
        }
        var changes = await memberships.ReadChangesAsync(shopId, shopperId, before.Sequence, size + 1 + MaxChangesOfRecord, context.CancellationToken);
        var page = Timeline.Of(events, changes, parked).Where(one => one.Place.IsBehind(before)).Take(size + 1).ToList();
        var response = new ListTimelineResponse { Entries = { page.Take(size).Select(one => one.Entry) } };
        if (page.Count > size)
            response.NextPageToken = PageToken.Write<TimelinePlace?>(page[size - 1].Place, "timeline", shopId, request.ShopperId);
        return response;
    }

    async Task<GetProfileResponse> FoldAsync(string shopId, Guid shopperId, Timestamp asOf, CancellationToken cancellationToken)
    {
        var time = asOf.ToDateTimeOffset();
        if (time > shopTime.GetUtcNow())
            throw Fault.Invalid("as_of_time", "is in the future; send an instant that has been, or leave it out for now.");
        var (state, response) = (new ProfileState(), new GetProfileResponse());
        var (history, parked) = await FindHistoryAsync(shopId, shopperId, $"{shopperId}", cancellationToken);
        await foreach (var logged in history)
        {
            // Log times do not go back within a partition.
            if (logged.LogTime > asOf)
                break;
            if (parked.Contains(logged.Sequence))
                response.ParkedEventCount++;
            else if (ProfileFold.IsFolded(logged))
                ProfileFold.Apply(state, logged);
        }
        response.Profile = state.Profile ?? throw Fault.NotFound("shopper", $"{shopperId}");
        var segmentIds = await memberships.ListSegmentsAsync(shopId, shopperId, time, "", AllSegments, cancellationToken);
        response.Profile.SegmentIds.Add(segmentIds.Select(stay => stay.Id));
        return response;
    }

    /// <summary>What the shopper did, as far as it is folded here, and which records of the partition are parked. A damaged profile does not matter to it.</summary>
    async Task<(IAsyncEnumerable<LoggedEvent> History, HashSet<long> Parked)> FindHistoryAsync(
        string shopId, Guid shopperId, string asked, CancellationToken cancellationToken)
    {
        if (!(await table.ReadAsync(shopId, [shopperId], cancellationToken)).TryGetValue(new ShopperKey(shopId, shopperId), out var stored))
            throw Fault.NotFound("shopper", asked);
        var partition = Partitions.Of(shopId, shopperId.ToString());
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var parked = await BackfillPage.ReadParkedAsync(connection, partition, cancellationToken);
        // What a damaged one included it does not say any more; what came since is parked.
        var included = stored.Damage is null ? stored.State.Profile.Position.Sequence : long.MaxValue;
        return (ReadAsync(), parked);

        async IAsyncEnumerable<LoggedEvent> ReadAsync()
        {
            await foreach (var logged in histories.StreamAsync(shopId, partition, [shopperId], 0, cancellationToken))
            {
                if (logged.Sequence > included && !parked.Contains(logged.Sequence))
                    yield break;
                yield return logged;
            }
        }
    }
}
