using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <content>Who is in a segment, and why.</content>
sealed partial class SegmentationRpc
{
    const int MaxMembers = 1_000;
    const int MaxDays = 400;

    public override async Task<ListMembersResponse> ListMembers(ListMembersRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var asOf = ReadTime(request.AsOfTime);
        await FindAsync(shopId, request.SegmentId, context.CancellationToken);
        string[] list = ["members", shopId, request.SegmentId, $"{asOf?.UtcTicks}"];
        var after = PageToken.Read<Guid>(request.PageToken, list);
        var size = PageSize.Of(request.PageSize, MaxMembers);
        var found = await memberships.ListMembersAsync(shopId, request.SegmentId, asOf, after, size + 1, context.CancellationToken);
        var response = new ListMembersResponse
        {
            Members = { found.Take(size).Select(stay => new Member { ShopperId = stay.Id.ToString(), EnterTime = stay.EnterTime.ToTimestamp() }) },
        };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].Id, list);
        return response;
    }

    public override async Task<CountMembersResponse> CountMembers(CountMembersRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var asOf = ReadTime(request.AsOfTime);
        await FindAsync(shopId, request.SegmentId, context.CancellationToken);
        return new CountMembersResponse
        {
            MemberCount = await memberships.CountAsync(shopId, request.SegmentId, asOf, context.CancellationToken),
            Reachable = { asOf is null ? await reachable.CountAsync(shopId, request.SegmentId, context.CancellationToken) : [] },
        };
    }

    public override async Task<GetSegmentSizesResponse> GetSegmentSizes(GetSegmentSizesRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        await FindAsync(shopId, request.SegmentId, context.CancellationToken);
        var end = ReadDay("end_time", request.EndTime) ?? shopTime.GetUtcNow();
        var start = ReadDay("start_time", request.StartTime) ?? end.AddDays(-30);
        if (start > end)
            throw Fault.Invalid("start_time", "is after end_time; swap them.");
        if (end - start > TimeSpan.FromDays(MaxDays))
            throw Fault.Invalid("start_time", $"is more than {MaxDays} days before end_time; ask for {MaxDays} days at once.");
        return new GetSegmentSizesResponse
        {
            Sizes =
            {
                (await sizes.ReadAsync(shopId, request.SegmentId, start, end, context.CancellationToken))
                    .Select(size => new SegmentSize { DayTime = size.Day.ToTimestamp(), MemberCount = size.MemberCount }),
            },
        };
    }

    public override async Task<ExplainMembershipResponse> ExplainMembership(ExplainMembershipRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var shopperId = ReadShopper(request.ShopperId);
        var segment = await FindAsync(shopId, request.SegmentId, context.CancellationToken);
        var now = shopTime.GetUtcNow();
        var explained = await explainer.ExplainAsync(shopId, segment, shopperId, now, context.CancellationToken)
            ?? throw Fault.NotFound("shopper", request.ShopperId);
        return new ExplainMembershipResponse
        {
            Member = explained.IsMember,
            Version = explained.Version,
            Explanation = explained.Explanation,
            ExplainTime = explained.Time.ToTimestamp(),
        };
    }

    public override async Task<ListShopperSegmentsResponse> ListShopperSegments(ListShopperSegmentsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var shopperId = ReadShopper(request.ShopperId);
        var asOf = ReadTime(request.AsOfTime);
        string[] list = ["shopper segments", shopId, request.ShopperId, $"{asOf?.UtcTicks}"];
        var after = PageToken.Read<string>(request.PageToken, list) ?? "";
        var size = PageSize.Of(request.PageSize, MaxMembers);
        var found = await memberships.ListSegmentsAsync(shopId, shopperId, asOf, after, size + 1, context.CancellationToken);
        var response = new ListShopperSegmentsResponse
        {
            Memberships =
            {
                found.Take(size).Select(stay => new SegmentMembership { SegmentId = stay.Id, EnterTime = stay.EnterTime.ToTimestamp() }),
            },
        };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].Id, list);
        return response;
    }

    static DateTimeOffset? ReadDay(string field, Timestamp? time) =>
        time is null ? null : time.IsTime() ? time.ToDateTimeOffset() : throw Fault.Invalid(field, TimestampRange.Rule);

    static Guid ReadShopper(string id) => MemberRequests.ReadShopper(id);

    DateTimeOffset? ReadTime(Timestamp? asOf) => MemberRequests.ReadTime(asOf, shopTime.GetUtcNow(), options.Value.MembershipRetention);
}
