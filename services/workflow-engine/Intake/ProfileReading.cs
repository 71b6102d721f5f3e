using Automation.Commerce.V1;
using Automation.ServiceDefaults.Calling;
using Automation.ServiceDefaults.Faults;
using Automation.Clients.Ingestion;
using Automation.Clients.Segmentation;
using Automation.WorkflowEngine.Definitions;
using Automation.WorkflowEngine.Runs;
using Grpc.Core;

namespace Automation.WorkflowEngine.Intake;

/// <summary>Reads the profiles that decisions need: for a batch as few questions as possible.</summary>
sealed class ProfileReading(ProfileReader profiles, RemoteShops shops)
{
    /// <summary>Gives each shopper its profile, or the defect for which there is none; where somebody asks, with the shop's time zone.</summary>
    public async Task ReadAsync(IReadOnlyList<ShopperBatch> shoppers, RegistrySnapshot snapshot, CancellationToken cancellationToken)
    {
        foreach (var shop in shoppers.GroupBy(shopper => shopper.ShopId))
        {
            // A copy tells whether it includes an event of the shopper; only segmentation tells that there were no others.
            var byEvent = shop.Where(shopper => shopper.Reading is null && shopper.Events.Count > 0 && !WaitsForTimer(shopper)).ToList();
            await IsolateFailureAsync(byEvent, part => ReadAsOfEventsAsync(shop.Key, part, cancellationToken));
            foreach (var chunk in shop.Except(byEvent).Chunk(500))
                await IsolateFailureAsync(chunk, part => ReadAsOfBatchAsync(shop.Key, part, cancellationToken));
        }
        foreach (var shop in shoppers.Where(shopper => snapshot.StepsOf(shopper.ShopId).ReadsZone).GroupBy(shopper => shopper.ShopId))
        {
            var zone = (await shops.FindAsync(shop.Key, cancellationToken))?.TimeZone ?? "";
            foreach (var shopper in shop)
                shopper.Reading = shopper.Reading is { } reading ? reading with { ShopZone = zone } : null;
        }
        // Who can read nobody's profile has a defect of its own, and no run is to end for that.
        if (shoppers.Count > 2 && shoppers.All(shopper => shopper.Defect is not null))
            throw new Fault(FaultReasons.PeerUnavailable, "Segmentation can read nobody's profile.");
    }

    async Task ReadAsOfEventsAsync(string shopId, IReadOnlyList<ShopperBatch> shoppers, CancellationToken cancellationToken)
    {
        var found = await profiles.GetManyAsync(
            shopId, shoppers.Select(shopper => (shopper.ShopperId.ToString(), shopper.Events[^1].Position)).ToList(), cancellationToken);
        for (var index = 0; index < shoppers.Count; index++)
            shoppers[index].Reading = new Reading(found[index], IsComplete: false);
    }

    async Task ReadAsOfBatchAsync(string shopId, IReadOnlyList<ShopperBatch> shoppers, CancellationToken cancellationToken)
    {
        var asked = await profiles.AskAsync(
            shopId,
            shoppers.Select(shopper => (
                shopper.ShopperId.ToString(),
                new LogPosition { Partition = shopper.Partition, Sequence = shopper.After })).ToList(),
            cancellationToken);
        foreach (var shopper in shoppers)
            shopper.Reading = new Reading(asked.GetValueOrDefault(shopper.ShopperId.ToString()), IsComplete: true);
    }

    // One profile that segmentation cannot read must not hold up everybody who is due with its shopper. Halves find it
    // within the few seconds that the batch's transaction may stand still.
    static async Task IsolateFailureAsync(IReadOnlyList<ShopperBatch> shoppers, Func<IReadOnlyList<ShopperBatch>, Task> read)
    {
        try
        {
            if (shoppers.Count > 0)
                await read(shoppers);
        }
        catch (RpcException exception) when (IsAboutAProfile(exception) && shoppers.Count > 1)
        {
            await IsolateFailureAsync([.. shoppers.Take(shoppers.Count / 2)], read);
            await IsolateFailureAsync([.. shoppers.Skip(shoppers.Count / 2)], read);
        }
        catch (RpcException exception) when (IsAboutAProfile(exception))
        {
            shoppers[0].Defect = exception;
        }
    }

    static bool IsAboutAProfile(RpcException exception) => !PeerUnavailability.IsAboutNoRecord(exception)
        && exception.StatusCode is StatusCode.Internal or StatusCode.ResourceExhausted or StatusCode.InvalidArgument;

    static bool WaitsForTimer(ShopperBatch shopper) =>
        shopper.NextDue(shopper.HandledCount < shopper.Events.Count ? shopper.Events[shopper.HandledCount].Now : shopper.Watermark) is not null;
}
