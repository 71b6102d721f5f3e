using Automation.Recommendations.Offers;
using Automation.Recommendations.Storage;
using Automation.Recommendations.V1;
using Automation.ServiceDefaults.Clocks;
using Automation.ServiceDefaults.Credentials;
using Automation.ServiceDefaults.Faults;
using Grpc.Core;

namespace Automation.Recommendations.Rpc;

/// <summary>Lets an operator have told what was held back.</summary>
sealed class PriceWaveRpc(PriceWaveTable waves, [FromKeyedServices(ShopClock.Key)] TimeProvider shopTime) : PriceWaveService.PriceWaveServiceBase
{
    public override async Task<ReleaseHeldWaveResponse> ReleaseHeldWave(ReleaseHeldWaveRequest request, ServerCallContext context)
    {
        context.RequireService();
        if (request.ShopId.Length == 0)
            throw Fault.Required("shop_id");
        if (WaveHours.Parse(request.WaveId) is not { } waveTime)
            throw Fault.Invalid("wave_id", "must be an hour, such as 20261129T12; take it from the log's error 4001.");
        var released = await waves.ReleaseAsync(request.ShopId, waveTime, shopTime.GetUtcNow(), context.CancellationToken);
        return released is { } count ? new() { ProductCount = count } : throw Fault.NotFound("wave", request.WaveId);
    }
}
