using Automation.Ingestion.Admission;
using Automation.Ingestion.V1;
using Automation.ServiceDefaults.Faults;
using Automation.ServiceDefaults.Paging;
using Grpc.Core;

namespace Automation.Ingestion.Rpc;

/// <content>Questions about a shopper.</content>
sealed partial class IngestionRpc
{
    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        var size = PageSize.Of(request.PageSize);
        if (FieldRules.Uuid("shopper_id", request.ShopperId) is { } violation)
            throw new Fault(violation);
        var shopperId = Guid.ParseExact(request.ShopperId, "D");
        string[] list = ["events", shopId, $"{shopperId}"];
        var before = PageToken.Read<long?>(request.PageToken, list) ?? long.MaxValue;
        var partition = await shoppers.PartitionOfAsync(shopId, shopperId, context.CancellationToken)
            ?? throw Fault.NotFound("shopper", request.ShopperId);

        var response = new ListEventsResponse();
        await log.ReadShopperAsync(shopId, shopperId, partition, before, size, response.Events, context.CancellationToken);
        // The log begins at 1, so what is left is known only by looking, and looking at one row is cheap.
        if (response.Events.Count > 0
            && await log.HasEarlierAsync(shopId, shopperId, partition, response.Events[^1].Sequence, context.CancellationToken))
            response.NextPageToken = PageToken.Write(response.Events[^1].Sequence, list);
        return response;
    }

    public override async Task<LookUpShopperResponse> LookUpShopper(LookUpShopperRequest request, ServerCallContext context)
    {
        var shopId = await shops.RequireAsync(context);
        var identifiers = request.Identifiers;
        if (identifiers is null || IdentifierRules.CountGiven(identifiers) != 1)
            throw new Fault(FaultReasons.FieldRequired, "identifiers", "is required; set exactly one of its fields.");
        if (IdentifierRules.Settle(identifiers) is [var violation, ..])
            throw new Fault(violation);
        var kind = IdentityKinds.InOrder.Single(kind => identifiers.Of(kind).Length > 0);
        var found = await shoppers.FindAsync(new Identity(shopId, kind, identifiers.Of(kind)), context.CancellationToken)
            ?? throw Fault.NotFound("shopper", identifiers.Of(kind));
        return new LookUpShopperResponse { ShopperId = found.ShopperId.ToString(), Partition = found.Partition };
    }
}
