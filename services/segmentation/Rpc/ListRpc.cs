using Automation.Commerce.V1;
using Automation.Segmentation.Lists;
using Automation.Segmentation.Storage;
using Automation.Segmentation.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Automation.Validation;
using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace Automation.Segmentation.Rpc;

/// <summary>Takes in, ends and shows lists, and puts shoppers into them.</summary>
sealed partial class ListRpc(
    ListStore store,
    ListMemberTable members,
    ListRecorder recorder,
    [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime) : ListService.ListServiceBase
{
    const int MaxPage = 200;
    const int MaxShoppers = 500;
    const int ReasonLength = 200;
    const int RequestIdLength = 100;

    public override async Task<PutListResponse> PutList(PutListRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        Require(ListIds.Check(request.ListId) ?? ListIds.CheckName(request.DisplayName));
        var stored = await store.PutAsync(shopId, request.ListId, request.DisplayName, request.Etag, context.CancellationToken);
        return new PutListResponse { List = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    public override async Task<GetListResponse> GetList(GetListRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var stored = await FindAsync(shopId, request.ListId, context.CancellationToken);
        return new GetListResponse { List = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    public override async Task<ListListsResponse> ListLists(ListListsRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        var after = PageToken.Read<string>(request.PageToken, "lists", shopId) ?? "";
        var size = PageSize.Of(request.PageSize, MaxPage);
        var found = await store.ListAsync(shopId, after, size + 1, context.CancellationToken);
        var page = found.Take(size).ToList();
        var counts = await members.CountAsync(shopId, page.Select(list => list.ListId), context.CancellationToken);
        var response = new ListListsResponse { Lists = { page.Select(list => Show(list, counts.GetValueOrDefault(list.ListId))) } };
        if (found.Count > size)
            response.NextPageToken = PageToken.Write(page[^1].ListId, "lists", shopId);
        return response;
    }

    public override async Task<ArchiveListResponse> ArchiveList(ArchiveListRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        Require(ListIds.Check(request.ListId));
        var stored = await store.ArchiveAsync(shopId, request.ListId, request.Etag, context.CancellationToken);
        return new ArchiveListResponse { List = await ShowAsync(shopId, stored, context.CancellationToken) };
    }

    public override async Task<AddShoppersResponse> AddShoppers(AddShoppersRequest request, ServerCallContext context)
    {
        var asked = new ListRequest(
            context.RequireShop(), request.ListId, ListChange.Joined, request.RequestId, request.Reason, request.History, shopTime.GetUtcNow());
        var outcome = await ChangeAsync(asked, request.Shoppers, context.CancellationToken);
        return new AddShoppersResponse { RecordedCount = outcome.Recorded, Refusals = { Of(outcome) } };
    }

    public override async Task<RemoveShoppersResponse> RemoveShoppers(RemoveShoppersRequest request, ServerCallContext context)
    {
        var asked = new ListRequest(
            context.RequireShop(), request.ListId, ListChange.Left, request.RequestId, request.Reason, request.History, shopTime.GetUtcNow());
        var outcome = await ChangeAsync(asked, request.Shoppers, context.CancellationToken);
        return new RemoveShoppersResponse { RecordedCount = outcome.Recorded, Refusals = { Of(outcome) } };
    }

    async Task<ListOutcome> ChangeAsync(ListRequest asked, RepeatedField<ListedShopper> shoppers, CancellationToken cancellationToken)
    {
        Require(ListIds.Check(asked.ListId));
        if (shoppers.Count == 0)
            throw Fault.Required("shoppers");
        if (shoppers.Count > MaxShoppers)
            throw new Fault(
                FaultReasons.FieldTooLong, "shoppers",
                $"has {shoppers.Count} shoppers; send at most {MaxShoppers} at once, or import them with ImportService.CreateImport.");
        for (var place = 0; place < shoppers.Count; place++)
        {
            if (shoppers[place].WhoCase is ListedShopper.WhoOneofCase.None)
                throw new Fault(Violation.Required($"shoppers[{place}].who"));
        }
        if (asked.RequestId.Length > RequestIdLength || asked.RequestId.AsSpan().ContainsAnyExceptInRange('!', '~'))
            throw Fault.Invalid("request_id", $"takes at most {RequestIdLength} printable ASCII characters without spaces, for example a UUID.");
        if (asked.Reason.Length > ReasonLength)
            throw new Fault(Violation.TooLong("reason", $"has {asked.Reason.Length} characters; shorten it to {ReasonLength}."));
        await store.RequireOpenAsync(asked.ShopId, asked.ListId, cancellationToken);
        return await recorder.RecordAsync(asked, shoppers, cancellationToken);
    }

    static MapField<int, ListRefusal> Of(ListOutcome outcome)
    {
        var refusals = new MapField<int, ListRefusal>();
        foreach (var (place, refusal) in outcome.Refusals)
            refusals[place] = refusal;
        return refusals;
    }

    async Task<StoredList> FindAsync(string shopId, string listId, CancellationToken cancellationToken)
    {
        Require(ListIds.Check(listId));
        return await store.FindAsync(shopId, listId, cancellationToken) ?? throw Fault.NotFound("list", listId);
    }

    async Task<ShopperList> ShowAsync(string shopId, StoredList list, CancellationToken cancellationToken) =>
        Show(list, await members.CountAsync(shopId, list.ListId, null, cancellationToken));

    static ShopperList Show(StoredList list, long memberCount) => new()
    {
        ListId = list.ListId,
        DisplayName = list.DisplayName,
        Etag = list.Etag,
        CreateTime = list.CreateTime.ToTimestamp(),
        ArchiveTime = list.ArchiveTime?.ToTimestamp(),
        MemberCount = memberCount,
    };

    static void Require(Violation? violation)
    {
        if (violation is { } wrong)
            throw new Fault(wrong);
    }
}
