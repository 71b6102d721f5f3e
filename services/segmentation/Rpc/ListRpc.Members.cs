using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Paging;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <content>Who is in a list.</content>
sealed partial class ListRpc
{
    const int MaxMembers = 1_000;

    public override async Task<ListListMembersResponse> ListListMembers(ListListMembersRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var asOf = MemberRequests.ReadTime(request.AsOfTime, shopTime.GetUtcNow());
        await FindAsync(shopId, request.ListId, context.CancellationToken);
        string[] list = ["list members", shopId, request.ListId, $"{asOf?.UtcTicks}"];
        var after = PageToken.Read<Guid>(request.PageToken, list);
        var size = PageSize.Of(request.PageSize, MaxMembers);
        var found = await members.ListMembersAsync(shopId, request.ListId, asOf, after, size + 1, context.CancellationToken);
        var response = new ListListMembersResponse
        {
            Members = { found.Take(size).Select(stay => new Member { ShopperId = stay.Id.ToString(), EnterTime = stay.EnterTime.ToTimestamp() }) },
        };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].Id, list);
        return response;
    }

    public override async Task<CountListMembersResponse> CountListMembers(CountListMembersRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var asOf = MemberRequests.ReadTime(request.AsOfTime, shopTime.GetUtcNow());
        await FindAsync(shopId, request.ListId, context.CancellationToken);
        return new CountListMembersResponse { MemberCount = await members.CountAsync(shopId, request.ListId, asOf, context.CancellationToken) };
    }

    public override async Task<ListShopperListsResponse> ListShopperLists(ListShopperListsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var asOf = MemberRequests.ReadTime(request.AsOfTime, shopTime.GetUtcNow());
        var shopperId = MemberRequests.ReadShopper(request.ShopperId);
        string[] list = ["lists of a shopper", shopId, request.ShopperId, $"{asOf?.UtcTicks}"];
        var after = PageToken.Read<string>(request.PageToken, list) ?? "";
        var size = PageSize.Of(request.PageSize, MaxMembers);
        var found = await members.ListListsAsync(shopId, shopperId, asOf, after, size + 1, context.CancellationToken);
        var response = new ListShopperListsResponse
        {
            Memberships = { found.Take(size).Select(stay => new ListMembership { ListId = stay.Id, EnterTime = stay.EnterTime.ToTimestamp() }) },
        };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(found[size - 1].Id, list);
        return response;
    }
}
