using Automation.ChannelDelivery.Brands;
using Automation.ChannelDelivery.Storage;
using Automation.ChannelDelivery.V1;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.ChannelDelivery.Rpc;

/// <summary>Answers and replaces how the caller's shop looks in messages.</summary>
sealed class BrandRpc(BrandTable brands) : BrandService.BrandServiceBase
{
    public override async Task<GetBrandResponse> GetBrand(GetBrandRequest request, ServerCallContext context) =>
        new() { Brand = await brands.ReadAsync(context.RequireShop(), context.CancellationToken) };

    public override async Task<PutBrandResponse> PutBrand(PutBrandRequest request, ServerCallContext context)
    {
        var shopId = context.RequireShop();
        if (request.Brand is null)
            throw Fault.Required("brand");
        var wrong = BrandRules.Check(request.Brand);
        if (wrong.Count > 0)
            throw new Fault(wrong[0]) { Violations = wrong };
        return new PutBrandResponse { Brand = await brands.PutAsync(shopId, request.Brand, context.CancellationToken) };
    }
}
